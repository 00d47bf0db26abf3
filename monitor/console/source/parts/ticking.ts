import { useEffect, useState } from 'preact/hooks';

import { nowMs, state } from '../live';

/** The present by the installation's clock, again every second. */
export function useNow(): number {
  const [now, setNow] = useState(nowMs());
  useEffect(() => {
    const update = () => setNow(nowMs());
    update();
    const unfollow = state.follow(update);
    const timer = setInterval(update, 1000);
    return () => {
      unfollow();
      clearInterval(timer);
    };
  }, []);
  return now;
}
