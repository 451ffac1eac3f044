// The head of a page: what happened, and what people ask first.
import { Icon, type Sign } from "../icons";
import type { PageModel, Tone } from "../../operations/rollout/page/model";
import { Text, Time } from "../times";

/** Signs beside the colours of a state. */
const signs: Readonly<Record<Tone, Sign>> = {
  good: "yes",
  bad: "no",
  running: "go",
  waiting: "wait",
  plan: "open",
};

/** The state and the headline. */
export function Head({ page }: { readonly page: PageModel }) {
  const { release, stack, id, state, headline, madeAt } = page;
  return (
    <header class={`head ${state.tone}`}>
      <p class="of">
        {id === null ? "Rollout" : `Rollout ${id}`} of {release}
        {stack !== null && `, stack ${stack}`}
        {madeAt !== null && (
          <>
            , as known at <Time at={madeAt} />
          </>
        )}
      </p>
      <p class="state">
        <Icon sign={signs[state.tone]} /> {state.word}
      </p>
      <h1 data-headline="">
        <Text said={headline} local />
      </h1>
    </header>
  );
}

/** Questions and answers, and the commands that fit. */
export function Facts({ page: { facts, next } }: { readonly page: PageModel }) {
  return (
    <>
      {facts.length > 0 && (
        <section aria-labelledby="first">
          <h2 id="first">In short</h2>
          <dl class="facts">
            {facts.map(({ question, answer }) => (
              <div>
                <dt>{question}</dt>
                {answer.map((said) => (
                  <dd>
                    <Text said={said} />
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </section>
      )}
      {next.length > 0 && (
        <section aria-labelledby="next">
          <h2 id="next">What you can do</h2>
          <ul class="commands">
            {next.map(({ command, why }) => (
              <li>
                <code>{command}</code> <span>{why}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
