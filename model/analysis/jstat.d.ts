// The part of jStat that this project uses; the package brings no types.
declare module "jstat" {
  const jstat: {
    /** The share of the beta distribution with these parameters that lies below `x`. */
    ibeta(x: number, alpha: number, beta: number): number;
  };
  export default jstat;
}
