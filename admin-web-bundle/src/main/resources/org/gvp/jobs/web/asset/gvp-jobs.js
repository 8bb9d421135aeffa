// Everything works without this: it adds local times, a refresh and a copy button.
const button = (text, pressed) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  if (pressed !== undefined) made.setAttribute('aria-pressed', String(pressed));
  return made;
};
const keep = (key, value) => {
  try { localStorage.setItem(key, value); } catch { /* private window: not remembered */ }
};
const kept = (key) => {
  try { return localStorage.getItem(key); } catch { return null; }
};

const tools = document.getElementById('tools');
const two = (number) => String(number).padStart(2, '0');
const local = (date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
  `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;

const showZone = (isLocal) => {
  const zone = isLocal ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  for (const time of document.querySelectorAll('time')) {
    time.dataset.utc ??= time.textContent;
    time.textContent = isLocal ? local(new Date(time.dateTime)) : time.dataset.utc;
  }
  for (const name of document.querySelectorAll('.zone, #zone')) name.textContent = zone;
};
const zone = button('Local time', kept('zone') === 'local');
zone.addEventListener('click', () => {
  const isLocal = zone.getAttribute('aria-pressed') !== 'true';
  zone.setAttribute('aria-pressed', String(isLocal));
  keep('zone', isLocal ? 'local' : 'utc');
  showZone(isLocal);
});
if (kept('zone') === 'local') showZone(true);

const live = button('Refresh', kept('live') === 'on');
let timer;
const schedule = () => {
  clearTimeout(timer);
  if (live.getAttribute('aria-pressed') !== 'true') return;
  timer = setTimeout(() => {
    const busy = document.hidden || document.querySelector('details[open]') ||
      document.activeElement?.matches('input, select') || String(getSelection());
    if (busy) schedule(); else location.reload();
  }, 5000);
};
live.title = 'Load this page again every 5 seconds';
live.addEventListener('click', () => {
  const on = live.getAttribute('aria-pressed') !== 'true';
  live.setAttribute('aria-pressed', String(on));
  keep('live', on ? 'on' : 'off');
  schedule();
});
schedule();
tools?.append(' ', zone, ' ', live);

for (const block of document.querySelectorAll('pre.copy')) {
  if (!navigator.clipboard) break;
  const copy = button('Copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.querySelector('code').textContent);
    copy.textContent = 'Copied';
    setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
  });
  block.append(copy);
}
