/** Drives a real YAML language server over its standard streams, as an editor does. */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

/** A mistake that the server shows at a line of a document, counted from 0. */
export interface ShownMistake {
  readonly line: number;
  readonly message: string;
}

/** A text with the caret in it: `|` stands where the user's caret is. */
type WithCaret = string;

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Diagnostic {
  readonly range: { readonly start: Position };
  readonly message: string;
}

/** A language server that runs. */
export class YamlLanguageServer {
  private readonly process = spawn(
    process.execPath,
    [serverScript(), "--stdio"],
    // It asks for no setting of this environment, and must not find a proxy there.
    { stdio: ["pipe", "pipe", "inherit"], env: { PATH: process.env.PATH } },
  );
  private readonly connection = createMessageConnection(
    new StreamMessageReader(this.process.stdout),
    new StreamMessageWriter(this.process.stdin),
  );
  private readonly waiting = new Map<string, (mistakes: readonly Diagnostic[]) => void>();
  private documents = 0;

  private constructor(private readonly folder: string) {}

  /** Starts a server. @param folder against which the documents' names are resolved */
  static async start(folder: string): Promise<YamlLanguageServer> {
    const server = new YamlLanguageServer(resolve(folder));
    await server.initialize();
    return server;
  }

  /** The labels of what the server offers at the caret. */
  async completions(text: WithCaret): Promise<string[]> {
    const { uri, position } = await this.open(text);
    const answer = await this.connection.sendRequest<{ items: { label: string }[] }>(
      "textDocument/completion",
      { textDocument: { uri }, position },
    );
    return answer.items.map(({ label }) => label);
  }

  /** What the server explains at the caret. */
  async hover(text: WithCaret): Promise<string> {
    const { uri, position } = await this.open(text);
    const answer = await this.connection.sendRequest<{ contents: { value: string } } | null>(
      "textDocument/hover",
      { textDocument: { uri }, position },
    );
    return answer?.contents.value ?? "";
  }

  /** The mistakes that the server shows in a document. */
  async mistakes(text: string): Promise<ShownMistake[]> {
    const { found } = await this.open(text);
    return found.map(({ range, message }) => ({ line: range.start.line, message }));
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once("exit", done));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await ended;
    this.connection.dispose();
  }

  private async initialize(): Promise<void> {
    // The server asks for its settings; none is set, so every schema comes from a document.
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
      items.map(() => ({})),
    );
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) =>
        this.waiting.get(uri)?.(diagnostics),
    );
    this.connection.listen();
    await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(this.folder).href,
      capabilities: {
        workspace: { configuration: true },
        textDocument: { hover: { contentFormat: ["markdown"] }, completion: {} },
      },
    });
    await this.connection.sendNotification("initialized", {});
    await this.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { yaml: { validate: true, hover: true, completion: true } },
    });
  }

  /** Opens a document of its own, and waits until the server has looked at it. */
  private async open(text: WithCaret) {
    const uri = pathToFileURL(join(this.folder, `Pulumi.example-${this.documents++}.yaml`)).href;
    const caret = text.indexOf("|");
    const before = text.slice(0, Math.max(caret, 0)).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const looked = new Promise<readonly Diagnostic[]>((done) => this.waiting.set(uri, done));
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text: text.replace("|", "") },
    });
    return { uri, position, found: await looked };
  }
}

function serverScript(): string {
  const manifest = createRequire(join(process.cwd(), "package.json")).resolve(
    "yaml-language-server/package.json",
  );
  return join(dirname(manifest), "bin", "yaml-language-server");
}
