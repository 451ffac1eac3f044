// A page as one HTML file: content, style and script in it, and no address outside of it.
import { createHash } from "node:crypto";
import { renderToString } from "preact-render-to-string";
import type { PageModel } from "../operations/rollout/page/model";
import type { ChartMark, ChartSpan } from "./chart";
import { browserScript } from "./script.generated";
import { Clusters } from "./sections/clusters";
import { Decisions } from "./sections/decisions";
import { Gates } from "./sections/gates";
import { Facts, Head } from "./sections/head";
import { Plan } from "./sections/plan";
import { Requests } from "./sections/requests";
import { Traffic } from "./sections/traffic";
import { Weights } from "./sections/weights";
import { style } from "./style";
import { Time } from "./times";

/** How a page is served. */
export interface DocumentOptions {
  /** Whether its server keeps it up to date. */
  readonly live: boolean;
}

/**
 * What a browser may do with a page: run its own style and script, and, where it is live, ask its own
 * server. A server sends it as a header, too, which forbids other pages to frame it.
 */
export function contentPolicy({ live }: DocumentOptions): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${digest(style)}'`,
    `script-src 'sha256-${digest(browserScript)}'`,
    ...(live ? ["connect-src 'self'"] : []),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The whole file. */
export function pageDocument(page: PageModel, options: DocumentOptions): string {
  const html = (
    <html lang="en" {...(options.live && { "data-live": "" })}>
      <head>
        <meta charSet="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={contentPolicy(options)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="gray-release" />
        <title>{`${page.title}: ${page.state.word}`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <p id="stale" class="warn" role="status"></p>
        <p id="news" class="hidden" role="status"></p>
        <Main page={page} />
        <script dangerouslySetInnerHTML={{ __html: browserScript }} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(html)}\n`;
}

function Main({ page }: { readonly page: PageModel }) {
  const { id, steps, traffic, weights, requests, analyses, decisions, clusters, madeAt, lives } =
    page;
  const marks = marksOf(page);
  return (
    <main id="content" tabIndex={-1}>
      <Head page={page} />
      <Contents page={page} />
      <Facts page={page} />
      {traffic.length > 0 && <Traffic traffic={traffic} planned={id === null} />}
      {steps !== null && <Plan plan={steps} />}
      {weights.length > 0 && <Weights sections={weights} marks={marks} />}
      {id !== null && <Requests sections={requests} marks={marks} span={spanOf(page)} />}
      {id !== null && <Gates analyses={analyses} />}
      {decisions.length > 0 && <Decisions decisions={decisions} />}
      {clusters.length > 0 && <Clusters clusters={clusters} />}
      <footer>
        <p>
          {madeAt !== null && (
            <>
              What was known at <Time at={madeAt} local />
              {lives && "; the rollout goes on"}.{" "}
            </>
          )}
          Made by gray-release. All times are in UTC.
        </p>
      </footer>
    </main>
  );
}

/** Links to what stands further below. */
function Contents({
  page: { id, steps, traffic, weights, decisions, clusters },
}: {
  readonly page: PageModel;
}) {
  const places: readonly (readonly [id: string, name: string, shown: boolean])[] = [
    ["traffic", "Traffic", traffic.length > 0],
    ["plan", "Plan", steps !== null],
    ["weights", "Weights", weights.length > 0],
    ["requests", "Requests and errors", id !== null],
    ["gates", "Evidence", id !== null],
    ["decisions", "Decisions", decisions.length > 0],
    ["clusters", "Clusters", clusters.length > 0],
  ];
  return (
    <nav aria-label="On this page">
      <ul>
        {places.map(
          ([place, name, shown]) =>
            shown && (
              <li>
                <a href={`#${place}`}>{name}</a>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}

/** From the start to the end, or to now: all charts have the same, so that they can be compared. */
function spanOf({ weights, decisions, madeAt }: PageModel): ChartSpan {
  const begin = weights[0]?.begin ?? decisions[0]?.at ?? madeAt ?? "";
  return { begin, end: weights[0]?.end ?? madeAt ?? begin };
}

/** Moments that charts mark: the end, and what people did. */
function marksOf({ decisions }: PageModel): ChartMark[] {
  const labels = { failed: "failed", aborted: "aborted", undone: "undone", done: "done" } as const;
  return decisions.flatMap(({ at, event }) =>
    event !== undefined && event in labels
      ? [{ at, label: labels[event as keyof typeof labels] }]
      : [],
  );
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
