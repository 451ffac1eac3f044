// The type of a receiver of notifications, as the key `notifications` declares it. Generated from
// model/schema by `npm run generate`. Do not edit.

import type { Duration } from "../release/routing";

/** A server that is told what happens to the rollouts of the stack. */
export interface NotificationReceiver {
  /** Its name, unique in the list. The record of a rollout keeps under it what was delivered. */
  readonly name: string;
  /**
   * The form of the messages: `webhook`: JSON of this project; `slack`: a message for an incoming
   * webhook of Slack, or of a server that understands the same; `cloudevents`: a CloudEvent over
   * HTTP in its structured form.
   */
  readonly kind: "webhook" | "slack" | "cloudevents";
  /** Its address. That of Slack is a secret. @default the secret key `notification-url-<name>` */
  readonly url?: string;
  /** What it is told. @default all but `step` */
  readonly events?: readonly ("started" | "step" | "waiting" | "failed" | "taken-back" | "done")[];
  /**
   * The address at which the page of a rollout is kept, for a link. `{rollout}`, `{release}` and
   * `{stack}` stand for the id and the names.
   * @default no link
   */
  readonly page?: string;
  /** Time for one answer. @default "10s" */
  readonly timeout?: Duration;
}
