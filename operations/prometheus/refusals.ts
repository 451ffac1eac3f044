/** Says in words why a metrics server gives no values. Pure. */
import { oneLine } from "./words";

/** The error that a server wrote into an answer; undefined where its text is none of the API. */
export function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? oneLine(error) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a status says that the server understood the question and refuses this query. */
export function isRefusal(status: number, text: string): boolean {
  return (status === 400 || status === 422) && errorIn(text) !== undefined;
}

/** What a status other than 2xx means. */
export function statusText(status: number, text: string, location?: string): string {
  const told = errorIn(text) ?? (text.trim().startsWith("<") ? "" : oneLine(text));
  const words = told && told !== "nothing" ? `: ${told}` : "";
  if (isRefusal(status, text)) return `it refuses the query${words}`;
  if (status >= 300 && status < 400)
    return `it answers ${status}${location ? ` and leads to ${oneLine(location)}` : ""}: write the address to which it leads`;
  if (status === 401)
    return `it wants other credentials (401)${words}; set token: true and the secret gray-release:prometheus-token`;
  if (status === 403) return `it forbids this (403)${words}`;
  if (status === 404)
    return "its address has no /api/v1/query (404): write the path before /api/v1, too";
  return `it answers ${status}${words}`;
}

/** What an error of a connection means. */
export function connectionText(error: NodeJS.ErrnoException): string {
  const { code = "", message } = error;
  // Node joins the errors of several addresses, and gives the sum no words.
  const words = oneLine(message || code);
  if (code === "ECONNREFUSED") return "nothing listens at its address (connection refused)";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `its name is not known (${code})`;
  if (/CERT|SELF_SIGNED|ISSUER/.test(code))
    return `its certificate is not trusted: ${words}; name its authorities in ca`;
  return `it can't be reached: ${words}`;
}
