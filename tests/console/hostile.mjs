// Texts that want to be more than text. Each would set window.hit, or leave an element behind.
const SEEDS = [
  '<img src=x onerror="window.hit=1">', '<script>window.hit=1</script>', '"><svg onload=window.hit=1>',
  '<iframe srcdoc="<script>parent.hit=1</script>">', "'-window.hit=1-'", '${window.hit=1}', '{{hit=1}}',
  'javascript:window.hit=1', '<a href="javascript:window.hit=1">奎岚</a>', '</style><style>*{display:none}',
  '<details open ontoggle=window.hit=1>', '<math><mtext><img src onerror=window.hit=1>', '\u202egnirts\u202c',
  '<template><script>window.hit=1</script></template>', '&lt;img src=x onerror=window.hit=1&gt;',
  '<body onload=window.hit=1>', '\u0000<b onclick=window.hit=1>', '<!--<img src="--><img src=x onerror=hit=1>',
  '<base href="https://evil.example/">', '<form action="https://evil.example"><button>x', '电池\u200b<img src=x>',
  '|--|\n| <img src=x onerror=window.hit=1> |', '**<img src=x onerror=window.hit=1>**', '`</code><img src=x>`',
  '[x](javascript:window.hit=1)', '![x](https://evil.example/x.png)', '\u001b[31m\u001b]0;title\u0007',
  '%3Cscript%3Ewindow.hit=1%3C/script%3E', '\ud83d', '__proto__', 'constructor', '[object Object]',
  '<link rel=stylesheet href=https://evil.example/x.css>', '<input autofocus onfocus=window.hit=1>',
  '<object data="javascript:window.hit=1">', '<meta http-equiv=refresh content="0;url=https://evil.example">',
];
const WRAPS = [
  (seed) => seed, (seed) => seed.toUpperCase(), (seed) => `电池${seed}過熱`, (seed) => `"${seed}`,
  (seed) => `'${seed}'`, (seed) => `>${seed}<`, (seed) => seed.replaceAll('<', '\uff1c<'), (seed) => `\n\n${seed}\n`,
  (seed) => seed.repeat(2), (seed) => encodeURI(seed.toWellFormed?.() ?? seed.replace(/\ud83d/g, '')),
];

/** `count` different hostile texts, always the same ones. */
export function hostileTexts(count) {
  return Array.from({ length: count }, (_, i) => {
    const seed = SEEDS[i % SEEDS.length];
    const wrap = WRAPS[Math.floor(i / SEEDS.length) % WRAPS.length];
    return `${wrap(seed)}${i < SEEDS.length * WRAPS.length ? '' : i}`;
  });
}
