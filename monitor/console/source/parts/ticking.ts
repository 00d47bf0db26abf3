import { useEffect, useState } from 'preact/hooks';

import { nowMs } from '../live';

/** The present by the installation's clock, again every second. */
export function useNow(): number {
  const [now, setNow] = useState(nowMs());
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
