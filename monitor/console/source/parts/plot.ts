// uPlot in a chunk of its own, so that the first paint does not wait for it.
import 'uplot/dist/uPlot.min.css';

export { default as Plot } from 'uplot';
