// Reads from the audit log of a cluster which rights a user used or lacked.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { auditLogName } from "../../../lab/control-plane/audit-policy";
import type { LabCluster } from "../../../lab/lab";
import type { Grant } from "../../../model/plan/rbac";
import { lab } from "./lab";

/** As much of an event of the API server's audit log as is read here (audit.k8s.io/v1). */
interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  /** ISO time. */
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
  };
  readonly responseStatus?: { readonly code: number };
}

/** What a user did in a cluster, as its API server has logged it. */
export interface Deeds {
  /** Rights that were used, as `<namespace> <group>/<resource> <verb>`. */
  readonly used: ReadonlySet<string>;
  /** Requests that were refused because the user lacked a right, as `<verb> <path>`. */
  readonly refused: readonly string[];
}

/** Reads the audit log of a cluster for one user, from a moment on. */
export function deedsOf(cluster: LabCluster, username: string, since: Date): Deeds {
  const log = readFileSync(join(lab().folder, "logs", auditLogName(cluster.name)), "utf8");
  const events = log
    .split("\n")
    .filter((line) => line.includes(JSON.stringify(username)))
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ user }) => user.username === username)
    .filter(({ requestReceivedTimestamp }) => new Date(requestReceivedTimestamp) >= since);
  const isRefused = ({ responseStatus }: AuditEvent) => responseStatus?.code === 403;
  return {
    used: new Set(events.filter((event) => !isRefused(event)).flatMap(rightsOf)),
    refused: events.filter(isRefused).map(({ verb, requestURI }) => `${verb} ${requestURI}`),
  };
}

/**
 * An apply that makes an object is authorised as a patch and as a creation; only the patch is
 * logged.
 */
function rightsOf({ verb, objectRef, responseStatus }: AuditEvent): string[] {
  // Versions and lists of APIs, which every account may read; and every account may ask who it is, and
  // what it may.
  if (!objectRef || /^selfsubject(access)?reviews$/.test(objectRef.resource)) return [];
  const { namespace = "*", apiGroup = "", resource, subresource } = objectRef;
  const what = `${namespace} ${apiGroup}/${resource}${subresource ? `/${subresource}` : ""}`;
  const made = verb === "patch" && responseStatus?.code === 201;
  return [`${what} ${verb}`, ...(made ? [`${what} create`] : [])];
}

/** The rights that grants give, in the same form. */
export function rightsIn(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ namespace = "*", rule }) =>
    (rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).flatMap((resource) =>
        rule.verbs.map((verb) => `${namespace} ${group}/${resource} ${verb}`),
      ),
    ),
  );
}
