// Debian's Chromium, without anything that talks to others.
export async function openBrowser() {
  const { chromium } = await import('playwright-core'); // what is checked without a browser does not need it
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
