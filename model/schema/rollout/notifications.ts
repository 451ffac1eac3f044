// The schema of the key `notifications`: who is told what happens to a rollout.
import type { NotificationReceiver } from "../../notifications/receiver";
import { notificationEvents } from "../../notifications/names";
import { duration, listOf, named, oneOf, text } from "../common";
import { optional, required, typed, type Schema } from "../note";
import { object } from "../objects";

const event = oneOf(...notificationEvents);

const receiver: Schema<NotificationReceiver> = typed(
  "NotificationReceiver",
  "A server that is told what happens to the rollouts of the stack.",
  object({
    name: required(
      named(
        /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
        "a name of lower-case letters, digits and '-', at most 63 characters",
      ),
      "Its name, unique in the list. The record of a rollout keeps under it what was delivered.",
      { example: "team" },
    ),
    kind: required(
      oneOf("webhook", "slack", "cloudevents"),
      "The form of the messages: `webhook`: JSON of this project; `slack`: a message for an incoming webhook of Slack, or of a server that understands the same; `cloudevents`: a CloudEvent over HTTP in its structured form.",
    ),
    url: optional(
      text("an address that begins with https:// or http://"),
      "Its address. That of Slack is a secret.",
      {
        otherwise: "the secret key `notification-url-<name>`",
        example: "https://hooks.example.com/rollouts",
      },
    ),
    events: optional(listOf(event, "a list of events"), "What it is told.", {
      otherwise: "all but `step`",
      example: ["waiting", "failed"],
    }),
    page: optional(
      text("an address that begins with https:// or http://"),
      "The address at which the page of a rollout is kept, for a link. `{rollout}`, `{release}` and `{stack}` stand for the id and the names.",
      { otherwise: "no link", example: "https://pages.example.com/{release}/{rollout}.html" },
    ),
    timeout: optional(duration, "Time for one answer.", { default: "10s" }),
  }),
);

/** The receivers of a stack. */
export const receivers: Schema<NotificationReceiver[]> = listOf(receiver, "a list of receivers");
