// Checks the receivers of notifications. GR540 to GR544.
import { notificationUrlKey, webhookSecretKey } from "../../config/value";
import { unknownPlaces } from "../../notifications/page";
import type { NotificationReceiver } from "../../notifications/receiver";
import { formatPath, show, type Path, type Problem } from "../../problem";
import { configKey } from "../../project";
import { isMapping } from "../../schema/best-effort";
import type { Held } from "../connections";

/** Where receivers are declared, and what is known of secrets. */
export interface ReceiverContext {
  /** Path of the key `notifications`. */
  readonly path: Path;
  /** How the stack holds the key of a secret. Left out: that is not checked. */
  readonly secret?: (key: string) => Held;
}

/** The names of receivers that a value gives, even where other parts of it are broken. */
export function receiverNames(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((one: unknown) =>
    isMapping(one) && typeof one.name === "string" ? [one.name] : [],
  );
}

/** All mistakes in receivers; warnings are among these. No message repeats an address that is a secret. */
export function checkReceivers(
  receivers: readonly NotificationReceiver[],
  { path, secret }: ReceiverContext,
): Problem[] {
  return receivers.flatMap((receiver, i) => {
    const here = [...path, i];
    const first = receivers.findIndex(({ name }) => name === receiver.name);
    return [
      ...(first < i ? [twice(receiver, here, formatPath([...path, first, "name"]))] : []),
      ...checkUrl(receiver, here),
      ...checkPage(receiver, here),
      ...(secret ? missing(receiver, here, secret) : []),
    ];
  });
}

function twice({ name }: NotificationReceiver, path: Path, other: string): Problem {
  return {
    ...{ code: "GR540", path: formatPath([...path, "name"]), given: `${show(name)}, as ${other}` },
    ...{ allowed: "a name of its own", fix: "rename one of them" },
  };
}

const allowedUrl = "an address that begins with https:// or http://, without a user and a password";

function checkUrl({ name, kind, url }: NotificationReceiver, path: Path): Problem[] {
  if (url === undefined) return [];
  const at = { path: formatPath([...path, "url"]) };
  const key = configKey(notificationUrlKey(name));
  if (kind === "slack")
    return [
      {
        ...{ code: "GR541", ...at, given: "an address of Slack in plain text" },
        allowed: `the secret ${key}`,
        fix: `remove url, and pulumi config set --secret ${key}; with a new address, because others may have read this one`,
      },
    ];
  const read = readUrl(url);
  if (!read || read.username !== "" || read.password !== "") {
    const given = read
      ? `an address of ${read.host} with a user`
      : url.includes("@")
        ? "an address that is none"
        : show(url);
    const fix = read
      ? "remove the part before @: messages are signed, so that the server knows who sends them"
      : "write the whole address";
    return [{ code: "GR541", ...at, given, allowed: allowedUrl, fix }];
  }
  if (read.protocol === "https:" || isLoopback(read)) return [];
  return [
    {
      ...{ code: "GR544", ...at, given: `an address of ${read.host} without TLS` },
      allowed: "an address that begins with https://",
      fix: "give the server a certificate, and write https://",
    },
  ];
}

function checkPage({ page }: NotificationReceiver, path: Path): Problem[] {
  if (page === undefined) return [];
  const unknown = unknownPlaces(page);
  const isAddress = readUrl(page.replace(/[{}]/g, "")) !== undefined;
  if (unknown.length === 0 && isAddress) return [];
  return [
    {
      ...{ code: "GR542", path: formatPath([...path, "page"]) },
      given: isAddress ? unknown.join(", ") : show(page),
      allowed: "an address with {rollout}, {release} and {stack}",
      fix: isAddress ? "name one of these in braces" : "write the whole address",
    },
  ];
}

function missing(
  { name, kind, url }: NotificationReceiver,
  path: Path,
  secret: (key: string) => Held,
): Problem[] {
  const problem = (given: string, needed: string): Problem => ({
    ...{ code: "GR543", path: formatPath(path), given },
    allowed: `the secret ${configKey(needed)}, or the variable of it where the driver runs`,
    fix: `pulumi config set --secret ${configKey(needed)}`,
  });
  const urlKey = notificationUrlKey(name);
  return [
    ...(url === undefined && secret(urlKey) === "none"
      ? [problem("a receiver without an address", urlKey)]
      : []),
    ...(kind !== "slack" && secret(webhookSecretKey) === "none"
      ? [problem("messages that can't be signed", webhookSecretKey)]
      : []),
  ];
}

function readUrl(url: string): URL | undefined {
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}
