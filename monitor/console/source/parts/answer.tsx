import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

import { link, news } from '../live';
import { useSignal } from '../signal';
import { say } from '../words';

// What was asked of the desk: not yet there, there, or refused. While new answers fail, the last
// good one stays, greyed.

export interface Answer<T> {
  data: T | null;
  fault: string;
  again: () => void;
}

const EVERY_MS = 8000;
const SETTLE_MS = 250;

export function useAnswer<T>(key: string, request: () => Promise<T>): Answer<T> {
  const [held, setHeld] = useState<{ key: string; data: T | null; fault: string }>(
    { key, data: null, fault: '' });
  const [turn, setTurn] = useState(0);
  const change = useSignal(news);
  const phase = useSignal(link).phase;

  useEffect(() => {
    let wanted = true;
    // A burst of triggers asks once.
    const wait = setTimeout(() => {
      request().then(
        (data) => wanted && setHeld({ key, data, fault: '' }),
        (error: Error) => wanted && setHeld((before) => ({
          key, data: before.key === key ? before.data : null, fault: error.message,
        })),
      );
    }, turn === 0 && change === 0 ? 0 : SETTLE_MS);
    const timer = setTimeout(() => setTurn((before) => before + 1), EVERY_MS);
    return () => {
      wanted = false;
      clearTimeout(wait);
      clearTimeout(timer);
    };
  }, [key, turn, change, phase === 'live']);

  const current = held.key === key ? held : { data: null, fault: '' };
  return { data: current.data, fault: current.fault, again: () => setTurn((before) => before + 1) };
}

/** Shows the answer, or plainly that there is none yet and why. */
export function Answered<T>(props: {
  answer: Answer<T>;
  children: (data: T) => ComponentChildren;
}) {
  const { answer } = props;
  if (answer.data !== null) {
    return (
      <div class={answer.fault === '' ? '' : 'aged'}>
        {answer.fault !== '' && <Fault answer={answer} />}
        {props.children(answer.data)}
      </div>
    );
  }
  if (answer.fault !== '') return <Fault answer={answer} />;
  return <p class="quiet" role="status">{say('link.loading')}…</p>;
}

function Fault<T>(props: { answer: Answer<T> }) {
  return (
    <p class="fault" role="alert">
      {say('link.failed', { reason: props.answer.fault })}{' '}
      <button type="button" class="plain" onClick={props.answer.again}>{say('link.retry')}</button>
    </p>
  );
}
