// What the fake API server answers to questions that an account asks about itself.
import type { Faults } from "./faults";
import type { ResourcePath } from "./paths";
import type { FakeRequest } from "./requests";

/** Who asks, as a SelfSubjectReview tells it. */
export interface FakeUser {
  readonly username: string;
  readonly groups: readonly string[];
}

/** Who asks where a spec names nobody. */
export const usualUser: FakeUser = { username: "spec", groups: ["system:authenticated"] };

/** @returns undefined where the request is no such question */
export function reviewed(
  request: FakeRequest,
  { resource, group }: ResourcePath,
  { faults, user }: { readonly faults: Faults; readonly user: FakeUser },
): object | undefined {
  if (request.method !== "POST") return undefined;
  if (resource === "selfsubjectaccessreviews") return accessReview(request, faults);
  if (resource === "selfsubjectreviews" && group === "authentication.k8s.io")
    return { ...(request.body as object), status: { userInfo: user } };
  return undefined;
}

/** What a SelfSubjectAccessReview of a list is told: no where a fault refuses that list. */
function accessReview({ body }: FakeRequest, faults: Faults): object {
  const { spec } = body as {
    readonly spec: {
      readonly resourceAttributes: { readonly namespace: string; resource: string };
    };
  };
  const { namespace, resource } = spec.resourceAttributes;
  const path = `/api/v1/namespaces/${namespace}/${resource}`;
  const list = { method: "GET", path, query: {}, body: undefined, contentType: undefined };
  return { ...(body as object), status: { allowed: faults.find(list)?.kind !== 403 } };
}
