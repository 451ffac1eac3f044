// The part of jStat that this project uses; the package brings no types.
declare module "jstat" {
  const jstat: {
    /** The value below which a share `p` of the beta distribution with these parameters lies. */
    ibetainv(p: number, alpha: number, beta: number): number;
  };
  export default jstat;
}
