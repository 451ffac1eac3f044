// Finds and writes the comment of a pull request, by the REST APIs of GitHub and GitLab.

/** @typedef {import("./step.d.mts").Pull} Pull */
/** @typedef {{ id: number, body: string }} Comment */

const perPage = 100;

/** Longest time in milliseconds that one request may take. */
const timeoutMs = 30_000;

/**
 * @typedef {object} Endpoints
 * @property {string} all comments of the pull request
 * @property {(id: number) => string} one comment
 * @property {string} change the method that changes one
 * @property {Readonly<Record<string, string>>} headers
 */

/**
 * What is different between the forges. Sources: GitHub, "REST API endpoints for issue comments"; GitLab, "Notes API".
 *
 * @param {Pull} pull
 * @returns {Endpoints}
 */
function endpoints({ forge, api, repository, number, token = "" }) {
  if (forge === "github") {
    const issues = `${api}/repos/${repository}/issues`;
    return {
      all: `${issues}/${number}/comments`,
      one: (id) => `${issues}/comments/${id}`,
      change: "PATCH",
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
    };
  }
  const all = `${api}/projects/${encodeURIComponent(repository)}/merge_requests/${number}/notes`;
  return {
    all,
    one: (id) => `${all}/${id}`,
    change: "PUT",
    headers: { "private-token": token },
  };
}

/**
 * Writes the one comment of a pull request that begins with a marker: makes it, or changes the one that is there.
 *
 * @param {Pull} pull with a token
 * @param {string} marker its first line
 * @param {string} body with the marker
 * @param {{ create: boolean }} options `create`: also where there is none yet
 * @returns {Promise<"created" | "updated" | "none">}
 * @throws Error where the forge refuses
 */
export async function writeComment(pull, marker, body, { create }) {
  const { all, one, change, headers } = endpoints(pull);
  /**
   * @param {string} method
   * @param {string} url
   * @param {object} [content]
   * @returns {Promise<unknown>}
   */
  const send = async (method, url, content) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers, "content-type": "application/json", "user-agent": "gray-release" },
      signal: AbortSignal.timeout(timeoutMs),
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
    if (response.ok) return response.json();
    const answer = (await response.text()).slice(0, 300);
    throw new Error(
      `${method} ${new URL(url).pathname} was answered with ${response.status}: ${answer}`,
    );
  };
  for (let page = 1; ; page++) {
    const comments = /** @type {Comment[]} */ (
      await send("GET", `${all}?per_page=${perPage}&page=${page}`)
    );
    const own = comments.find((comment) => comment.body.startsWith(marker));
    if (own !== undefined) {
      await send(change, one(own.id), { body });
      return "updated";
    }
    if (comments.length < perPage) break;
  }
  if (!create) return "none";
  await send("POST", all, { body });
  return "created";
}
