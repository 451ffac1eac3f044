/** Shows the tree of a rollout that somebody watches, and what keys do to it. */
import {
  keyAction,
  pageOf,
  screenOf,
  type ScreenView,
} from "../../operations/rollout/status/tree/screen";
import type { TreeQuestion } from "../../operations/rollout/status/tree/question";
import { treeLines } from "../../operations/rollout/status/tree/tree";
import type { Streams, TextStream } from "../frame/command";
import { hasColours } from "../frame/colours";
import { LiveTerminal } from "./terminal";

/** The whole tree, as wide as the terminal behind a stream. */
export function treeText(question: TreeQuestion, stdout: TextStream): string {
  const style = { width: stdout.columns ?? 80, colours: hasColours(stdout) };
  return `${treeLines(question, style).join("\n")}\n`;
}

/** A tree on a terminal of its own. */
export class LiveTree {
  private readonly terminal: LiveTerminal;
  private readonly colours: boolean;
  private readonly quit = new AbortController();
  private view: ScreenView;
  private question: TreeQuestion | undefined;

  /** @param interrupt ends the process as a signal does; the terminal is as before by then */
  constructor(
    { stdout, stdin }: Streams,
    all: boolean,
    interrupt: (signal: NodeJS.Signals) => void = (signal) => process.kill(process.pid, signal),
  ) {
    this.view = { all, top: 0 };
    this.colours = hasColours(stdout);
    this.terminal = new LiveTerminal(stdout, stdin, {
      key: (key) => {
        const action = keyAction(key, this.view, pageOf(this.terminal.size));
        if (action === "quit") this.quit.abort();
        else if (action === "interrupt") this.terminal.interrupt("SIGINT");
        else if (action) this.draw(action);
      },
      resize: () => this.draw(this.view),
      interrupt: (signal) => {
        this.quit.abort();
        interrupt(signal);
      },
    });
  }

  /** Aborted as soon as somebody ends it. */
  get signal(): AbortSignal {
    return this.quit.signal;
  }

  /** Draws another look at the rollout. */
  show(question: TreeQuestion): void {
    this.question = question;
    this.draw(this.view);
  }

  /** Gives the terminal back. */
  close(): void {
    this.terminal.close();
  }

  private draw(view: ScreenView): void {
    if (!this.question) return;
    const { size, keys } = this.terminal;
    const unfolded = { ...this.question.unfolded, all: view.all };
    const style = { width: size.width, colours: this.colours };
    const lines = treeLines({ ...this.question, unfolded }, style);
    const screen = screenOf(lines, size, view, keys);
    this.view = screen.view;
    this.terminal.draw(screen.lines);
  }
}
