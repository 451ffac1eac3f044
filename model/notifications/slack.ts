// A message in the form that incoming webhooks of Slack take
// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/).
import { inWords } from "../problem";
import type { NotificationBody } from "./message";

/** A message: `text` is what a phone shows before it is opened. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

type SlackText = { readonly type: "mrkdwn"; readonly text: string };

type SlackBlock =
  | { readonly type: "section"; readonly text: SlackText }
  | { readonly type: "context"; readonly elements: readonly SlackText[] };

/** Letters of one text: Slack takes 3000, and one that is escaped takes up to five. */
const mostLetters = 590;

/** The message of an event. What names and reasons hold is shown, and never obeyed. */
export function slackMessage(body: NotificationBody): SlackMessage {
  const { text, command, page, clusters, by, at, stack } = body;
  const facts = [
    `stack ${stack}`,
    inWords(clusters),
    ...(by === undefined ? [] : [`by ${by}`]),
    at,
  ].map(escaped);
  const links = page === undefined ? [] : [`<${link(page)}|page>`];
  return {
    text: escaped(text),
    blocks: [
      section(escaped(text)),
      ...(command === undefined ? [] : [section(`${commandLabel(body)}: \`${escaped(command)}\``)]),
      { type: "context", elements: [mrkdwn([...facts, ...links].join(" · "))] },
    ],
  };
}

/** After the end a command is no answer to what happened: it begins the same again. */
function commandLabel({ type }: NotificationBody): string {
  return type === "rollout.taken-back" ? "To start it anew, once the cause is mended" : "To go on";
}

function section(text: string): SlackBlock {
  return { type: "section", text: mrkdwn(text) };
}

function mrkdwn(text: string): SlackText {
  return { type: "mrkdwn", text };
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
function escaped(text: string): string {
  const short = text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
  return short.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** An address between `<` and `|`, out of which no character leads. */
function link(url: string): string {
  return url.replaceAll("&", "&amp;").replaceAll("|", "%7C").replace(/[<>]/g, "");
}
