// The audit policy of the API servers.
/**
 * What an API server writes to its audit log: who asked for what, without bodies, and of users with rights of their
 * own alone. The lab's own programs are administrators (system:masters) and would fill it.
 */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", userGroups: ["system:masters", "system:unauthenticated"] },
    { level: "Metadata" },
  ],
};

/** Name of a cluster's audit log in the logs folder. */
export function auditLogName(cluster: string): string {
  return `${cluster}-audit.log`;
}
