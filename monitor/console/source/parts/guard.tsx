import { Component, type ComponentChildren } from 'preact';

import { say } from '../words';

/** A view that cannot be drawn says so, and leaves the banner and the other views alone. */
export class Guard extends Component<{ children: ComponentChildren }, { fault: string }> {
  state = { fault: '' };

  componentDidCatch(error: Error): void {
    console.error(error);
    this.setState({ fault: error.message });
  }

  render() {
    if (this.state.fault === '') return this.props.children;
    return (
      <p class="fault" role="alert">
        {say('link.broken', { reason: this.state.fault })}{' '}
        <button type="button" onClick={() => this.setState({ fault: '' })}>{say('link.retry')}</button>
      </p>
    );
  }
}
