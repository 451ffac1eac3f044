// The type of a branch: one case of a service's traffic, before it is written in Istio's language.
import type { Path } from "../problem";
import type { FaultSpec, MirrorSpec, RequestPolicy, RouteMatch } from "../release/routing";
import type { Share } from "../release/weights";
import type { Answer } from "./answer";

/**
 * A case: the requests that meet the same conditions, and the versions that answer them, or the
 * answer that proxies give. Proxies try branches in order.
 */
export interface Branch {
  /** Name of the route that this branch becomes. */
  readonly name: string;
  /** The part of the release that declares it, such as `services.cart.routes[0]`. */
  readonly origin: Path;
  /** Conditions, of which one must hold; left out: it takes every request. */
  readonly match?: readonly BranchMatch[];
  /** The weights are relative to their sum; none where proxies answer by themselves. */
  readonly shares: readonly BranchShare[];
  /** What proxies answer in place of a version. */
  readonly answer?: Answer;
  readonly policy: RequestPolicy;
  readonly mirror?: MirrorSpec;
  readonly fault?: FaultSpec;
}

/** Conditions of a branch, in the form in which users declare conditions. */
export type BranchMatch = RouteMatch;

/**
 * A version and its share of a branch, with the headers that proxies write on its requests and
 * responses.
 */
export interface BranchShare extends Share {
  /** The lane that the request enters here. */
  readonly lane?: {
    readonly header: string;
    readonly name: string;
    /** Whether the service has no version of the lane, so that its weights choose one. */
    readonly byWeights?: boolean;
  };
  /** The cookie that keeps a user on this share. */
  readonly cookie?: {
    readonly name: string;
    readonly value: string;
    /** Seconds; left out: until the browser closes. */
    readonly maxAge?: number;
  };
}
