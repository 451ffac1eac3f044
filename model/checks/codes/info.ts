/** How bad a finding is: an `error` is refused, a `warning` is told and let through, an `info` is worth knowing. */
export type Severity = "error" | "warning" | "info";

/** What stands behind the code of a problem. */
export interface CodeInfo {
  /** The rule, in a few words. */
  readonly title: string;
  /**
   * Codes of the same finding elsewhere: Kiali's (KIA, https://kiali.io/docs/features/validations/) and istioctl's (IST,
   * https://istio.io/latest/docs/reference/config/analysis/).
   */
  readonly like: readonly string[];
  /** What would go wrong in the mesh, in one sentence. */
  readonly help: string;
  /** @default "error" */
  readonly severity?: Severity;
}
