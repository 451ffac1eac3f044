// Reads audit logs: which rights a user needed, in RBAC's terms.
import { readFileSync } from "node:fs";
import { auditLogName } from "./audit-policy";
import { StateFolder } from "../folder";

/** What a user asked of an API server, in the terms in which RBAC grants it. */
export interface AuditedRequest {
  user: string;
  /** As RBAC calls it: get, list, watch, create, update, patch, delete, … */
  verb: string;
  /** "" for the core group. */
  apiGroup: string;
  resource: string;
  /** "" where there is none. */
  subresource: string;
  /** "" for what is in no namespace. */
  namespace: string;
  /** "" where none is named, as in a list. */
  name: string;
  /** Path of what is no resource, such as /version; else absent. */
  path?: string;
  /** Whether RBAC let it pass. */
  allowed: boolean;
}

interface AuditEvent {
  user: { username: string };
  verb: string;
  requestURI: string;
  objectRef?: {
    apiGroup?: string;
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  annotations?: Record<string, string>;
}

/**
 * What a user has asked of a cluster's API server since the lab's start, each request once. Administrators are not
 * audited, nor whom they impersonate: the user needs credentials of its own, such as a ServiceAccount's token.
 *
 * @param folder the lab's state folder.
 * @param user e.g. `system:serviceaccount:ops:deployer`.
 * @throws Error when there is no such cluster.
 */
export function auditedRequests(folder: string, cluster: string, user: string): AuditedRequest[] {
  const file = new StateFolder(folder).file("logs", auditLogName(cluster));
  return requestsIn(readFileSync(file, "utf8"), user);
}

/** The same, of the text of an audit log: one JSON document a line, of which the last may be unfinished. */
export function requestsIn(log: string, user: string): AuditedRequest[] {
  const lines = log.split("\n").slice(0, -1);
  const requests = lines
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter((event) => event.user.username === user)
    .map((event) => JSON.stringify(requestOf(event)));
  return [...new Set(requests)].map((request) => JSON.parse(request) as AuditedRequest);
}

function requestOf({ user, verb, requestURI, objectRef, annotations }: AuditEvent): AuditedRequest {
  const { apiGroup = "", resource = "", subresource = "" } = objectRef ?? {};
  const { namespace = "", name = "" } = objectRef ?? {};
  return {
    user: user.username,
    verb,
    apiGroup,
    resource,
    subresource,
    namespace,
    name,
    ...(objectRef ? {} : { path: requestURI.replace(/\?.*/, "") }),
    allowed: annotations?.["authorization.k8s.io/decision"] === "allow",
  };
}
