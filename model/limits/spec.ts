// The types of the key `limits`: what changes of a stack may not do. Generated from model/schema by
// `npm run generate`. Do not edit.

/**
 * What changes of a stack may not do. `gray check`, `gray diff`, previews and updates stop a change
 * that breaks a limit; an abort never has one.
 */
export interface LimitsSpec {
  /**
   * The most percentage points of a service's requests that a version may gain in one update, or in
   * one step of a rollout, in any cluster. An update compares with the live weights. The stable
   * version may gain any number.
   */
  readonly step?: number;
  /**
   * Whether weights may change by a declared rollout alone. The stable version may gain any number
   * without one.
   * @default false
   */
  readonly rollout?: boolean;
  /**
   * The fewest pods, in all clusters together, of a version with a weight: declared, and ready
   * before an update raises its weight.
   */
  readonly readyPods?: number;
  /**
   * Host names that gateways may serve; `*.example.com` allows every name below example.com.
   * @default any
   */
  readonly hosts?: readonly string[];
  /**
   * Whether gateways may serve no host name with a wildcard, such as `*` or `*.example.com`.
   * @default false
   */
  readonly noWildcardHosts?: boolean;
  /**
   * Registries from which pods may have images, each with a path or without one. An image without a
   * registry is one of docker.io.
   * @default any
   */
  readonly registries?: readonly string[];
  /**
   * Whether every pod must demand mutual TLS of its callers, on all of its ports.
   * @default false
   */
  readonly strictMtls?: boolean;
  /** Whether all primary clusters must have the same weights and lanes. @default false */
  readonly equalPrimaries?: boolean;
  /**
   * Times in which updates change nothing. Previews warn of one, and updates stop.
   * @default none
   */
  readonly freeze?: readonly FreezeWindow[];
}

/**
 * A time in each week in which updates of the stack change nothing. Without `from` and `to` it
 * lasts the whole day.
 */
export interface FreezeWindow {
  /** The days on which it begins. @default every day */
  readonly days?: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** When it begins on each of the days, by the clocks of `zone`. @default "00:00" */
  readonly from?: string;
  /** When it ends. A time that is not after `from` is one of the next day. @default "00:00" */
  readonly to?: string;
  /**
   * The time zone of these times; changes to and from daylight saving time count
   * (https://www.iana.org/time-zones).
   * @default "UTC"
   */
  readonly zone?: string;
  /** The reason, for the message that stops an update. */
  readonly why?: string;
}
