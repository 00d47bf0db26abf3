import { render } from 'preact';

import { App } from './app';
import './style/base.css';
import './style/parts.css';
import './style/views.css';
import { applyTheme } from './theme';
import { language } from './words';

applyTheme();
document.documentElement.lang = language.get();
render(<App />, document.getElementById('app') as HTMLElement);
