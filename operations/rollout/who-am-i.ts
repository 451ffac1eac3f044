/** Who a user is for an API server: names that its RBAC rules know, unlike those of this machine. */
import { KubeError } from "../../kubernetes/client";
import type { ClusterApi } from "../cluster-api";
import { systemClock, type Clock } from "../clock";
import { inTime } from "../deadline";
import { localName } from "./lease/holder";
import { answerLimitMs } from "./record/read";

/** Whom an API server takes this process for. */
export type Identity =
  | { readonly known: true; readonly name: string; readonly groups: readonly string[] }
  | { readonly known: false; readonly why: string };

const type = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };

/**
 * Asks by a SelfSubjectReview, which every account may create
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review).
 * API servers before Kubernetes 1.28 do not know it: for them nobody is known, and a plan that names
 * promoters can't be promoted there.
 *
 * @throws Error where the API server gives no answer
 */
export async function whoAmI(
  api: Pick<ClusterApi, "create">,
  clock: Clock = systemClock,
): Promise<Identity> {
  const path = `/apis/${type.apiVersion}/selfsubjectreviews`;
  try {
    const asked = api.create<SelfSubjectReview>(path, type);
    const { status } = await inTime(asked, { limitMs: answerLimitMs, clock });
    const { username, groups = [] } = status?.userInfo ?? {};
    if (!username) return { known: false, why: "the API server's SelfSubjectReview names nobody" };
    return { known: true, name: username, groups };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.status === 404)
      return {
        known: false,
        why: "the API server knows no SelfSubjectReview of authentication.k8s.io/v1, which came with Kubernetes 1.28",
      };
    if (error.status === 403)
      return {
        known: false,
        why: "the kubeconfig's user may not create a SelfSubjectReview (403), which the ClusterRole system:basic-user allows",
      };
    throw error;
  }
}

interface SelfSubjectReview {
  readonly status?: {
    readonly userInfo?: { readonly username?: string; readonly groups?: readonly string[] };
  };
}

/** Who is written beside a decision. A name that no API server vouches for says so. */
export function nameFor(identity: Identity, local = localName()): string {
  return identity.known ? identity.name : `${local} (unknown to the API server)`;
}

/**
 * Why a user may not promote; undefined where the user may. It keeps people from mistakes: the
 * boundary is the right to write the record.
 *
 * @param promoters names of users and groups. @default everyone
 */
export function mayNotPromote(
  identity: Identity,
  promoters: readonly string[] | undefined,
): string | undefined {
  if (!promoters) return undefined;
  const allowed = promoters.join(", ");
  if (!identity.known)
    return `only ${allowed} may promote, and who asks is not known: ${identity.why}`;
  const { name, groups } = identity;
  if ([name, ...groups].some((one) => promoters.includes(one))) return undefined;
  return `only ${allowed} may promote; for the API server this is ${name}, in the groups ${groups.join(", ") || "none"}`;
}
