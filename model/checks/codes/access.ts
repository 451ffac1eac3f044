import type { CodeInfo } from "./info";

/** GR150 to GR159: who may call, as it is declared. */
const declaredCodes = {
  GR150: {
    title: "Callers are listed in a release that everybody may call",
    like: [],
    help: "There would be no AuthorizationPolicy, and a list that looks like a limit would be none.",
  },
  GR151: {
    title: "Access is limited where pods have no sidecars",
    like: [],
    help: "A sidecar refuses callers; without one nobody does, and everybody may call.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR250 to GR259: who gets in, as the planned objects show. */
const plannedCodes = {
  GR250: {
    title: "Callers are known by certificates that they need not have",
    like: [],
    help: "A caller in plain text, which the PeerAuthentication lets in, has no identity: the AuthorizationPolicy refuses it.",
    severity: "warning",
  },
  GR251: {
    title: "Nobody may call a service",
    like: [],
    help: "Its AuthorizationPolicy lets in no caller: every request is answered with 403, every connection closed.",
    severity: "warning",
  },
  GR252: {
    title: "A Gateway serves every host in plain text",
    like: [],
    help: "What callers send can be read on the way, and every name that leads to the gateway leads to the release.",
    severity: "info",
  },
  GR253: {
    title: "The namespace is somebody else's",
    like: [],
    help: "Whether it exists, and whether its pods get sidecars, can't be known from the plan.",
    severity: "info",
  },
} as const satisfies Record<string, CodeInfo>;

/** Who may call. */
export const accessCodes = { ...declaredCodes, ...plannedCodes } as const;
