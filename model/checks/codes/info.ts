// The type of an entry in the tables of codes.
/**
 * How severe a finding is. The program refuses a release with an `error`; it reports a `warning`
 * and an `info`, and goes on. An `info` need not be a mistake.
 */
export type Severity = "error" | "warning" | "info";

/** The meaning of one code. */
export interface CodeInfo {
  /** The rule, in a few words. */
  readonly title: string;
  /**
   * Codes that other tools have for the same finding: Kiali (KIA,
   * https://kiali.io/docs/features/validations/) and istioctl (IST,
   * https://istio.io/latest/docs/reference/config/analysis/).
   */
  readonly like: readonly string[];
  /** What would go wrong in the mesh, in one sentence. */
  readonly help: string;
  /** @default "error" */
  readonly severity?: Severity;
}
