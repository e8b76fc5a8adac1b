interface Window {
  /** True when the map has drawn what was asked for last. */
  ready: boolean;
  /** What is on the maps, for tests. */
  lodeway: {
    drawn: () => { routes: number; vertices: number[]; view: import("./paint.js").View }[];
    data: import("./data.js").Data;
    state: () => import("./state.js").State;
  };
}
