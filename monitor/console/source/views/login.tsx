import { useState } from 'preact/hooks';

import { desk } from '../desk';
import { say } from '../words';

export function Login(props: { onClose?: () => void }) {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState('');
  const enter = async (event: Event) => {
    event.preventDefault();
    try {
      await desk.login(token.trim());
      props.onClose?.();
    } catch (error) {
      setFault((error as Error & { status?: number }).status === undefined
        ? say('link.failed', { reason: (error as Error).message }) : say('login.wrong'));
    }
  };
  return (
    <form class="login" onSubmit={enter}>
      <p class="dim">{say('login.about')}</p>
      <label>{say('login.token')}
        <input type="password" autocomplete="current-password" required value={token}
          onInput={(event) => setToken(event.currentTarget.value)} />
      </label>
      {fault !== '' && <p class="fault" role="alert">{fault}</p>}
      <div class="buttons"><button type="submit" class="primary">{say('login.enter')}</button></div>
    </form>
  );
}
