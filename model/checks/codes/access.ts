// The codes about callers of services: titles, help texts and severities.
import type { CodeInfo } from "./info";

/** GR150 to GR159: mistakes in the declaration of callers. */
const declaredCodes = {
  GR150: {
    title: "A service lists callers in a release that every workload may call",
    like: [],
    help: "The release would have no AuthorizationPolicy, so the list would limit no caller.",
  },
  GR151: {
    title: "Access is limited where pods have no sidecars",
    like: [],
    help: "A sidecar refuses callers; without sidecars every workload may call.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR250 to GR259: findings about callers in the planned objects. */
const plannedCodes = {
  GR250: {
    title: "The policy knows callers by certificates that they need not have",
    like: [],
    help: "A caller in plain text, which the PeerAuthentication lets in, has no identity: the AuthorizationPolicy refuses it.",
    severity: "warning",
  },
  GR251: {
    title: "No workload may call a service",
    like: [],
    help: "Its AuthorizationPolicy lets in no caller: the sidecar answers every request with 403 and closes every connection.",
    severity: "warning",
  },
  GR252: {
    title: "A Gateway serves every host in plain text",
    like: [],
    help: "Others can read requests on the way, and every name that leads to the gateway leads to the release.",
    severity: "info",
  },
  GR253: {
    title: "The namespace belongs to another owner",
    like: [],
    help: "The plan can't show whether the namespace exists and whether its pods get sidecars.",
    severity: "info",
  },
  GR254: {
    title: "A release demands mutual TLS of every pod in a namespace of another owner",
    like: [],
    help: "Its PeerAuthentication holds for pods of others, too: callers of theirs without a sidecar are refused from then on.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** All codes about callers. */
export const accessCodes = { ...declaredCodes, ...plannedCodes } as const;
