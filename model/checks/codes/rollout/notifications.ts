// The codes of the key `notifications`.
import type { CodeInfo } from "../info";

export const notificationCodes = {
  GR540: {
    title: "Two receivers of notifications have one name",
    like: [],
    help: "The record of a rollout keeps by these names what was delivered, so that one of them would miss messages.",
  },
  GR541: {
    title: "The address of a receiver of notifications can't be used, or is told to everyone",
    like: [],
    help: "Whoever reads an address of Slack, or one with a password, can write messages in the name of the team.",
  },
  GR542: {
    title: "The address of a rollout's page names something that is not known",
    like: [],
    help: "The link of each message would lead nowhere.",
  },
  GR543: {
    title:
      "A receiver of notifications has no address, or messages have no secret to sign them with",
    like: [],
    help: "Messages wait until the driver of the rollout finds both, in the stack or in its environment, and no longer than a day.",
    severity: "warning",
  },
  GR544: {
    title: "Notifications travel in plain text",
    like: [],
    help: "Everyone on the way can read what happens to the rollout. Only a signature shows whether a message was changed.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
