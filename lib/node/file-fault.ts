import { TransportError } from "../report/index.js";

/** What a failed system call says of a file, in words; anything else is told by its code. */
const PROBLEMS: ReadonlyMap<string, readonly [problem: string, remedy: string]> = new Map([
  ["ENOENT", ["does not exist", "Check the path; the name may be misspelt or the build may not have made it."]],
  ["ENOTDIR", ["lies under something that is not a folder", "Check the path."]],
  ["EACCES", ["may not be accessed by this user", "Grant access to the file and to its folder, or run as its owner."]],
  ["EPERM", ["may not be accessed by this user", "Grant access to the file and to its folder, or run as its owner."]],
  ["EISDIR", ["is a folder, not a file", "Name the file itself; a pattern such as FOLDER/*.nupkg names several."]],
  ["ENXIO", ["is a pipe, socket or device, not a file", "Copy its content to a file first."]],
  ["ELOOP", ["is a symbolic link that leads in a circle", "Repair the link, or name the file itself."]],
  ["ENAMETOOLONG", ["has a name that is too long for this file system", "Use a shorter path."]],
  [
    "EMFILE",
    [
      "could not be opened: this process has too many files open",
      "Raise the limit (ulimit -n), or work on fewer files at once.",
    ],
  ],
  ["ENFILE", ["could not be opened: the system has too many files open", "Close other programs, then try again."]],
  ["ENOSPC", ["could not be written: the disk is full", "Free some space, then try again."]],
  ["EDQUOT", ["could not be written: the user's disk quota is used up", "Free some space, then try again."]],
  [
    "EFBIG",
    ["could not be written: files of this size are not allowed here", "Raise the limit (ulimit -f), or the disk's."],
  ],
  ["EROFS", ["lies on a file system that is mounted read-only", "Write to another folder."]],
  ["EIO", ["could not be accessed: the disk reported an error", "Copy the file from another place; check the disk."]],
  ["EBUSY", ["is in use by another program", "Close that program, then try again."]],
]);
/** Node gives such names with U+FFFD in place of the octets, and finds no file by them. */
const NOT_TEXT: readonly [problem: string, remedy: string] = [
  "can’t be found by this name: it is not in UTF-8 (or the file does not exist)",
  "Give the file a name in UTF-8.",
];
/** A file is replaced by a new one: its own mode decides nothing, its folder's does. */
const NOT_PERMITTED: readonly [problem: string, remedy: string] = [
  "could not be written: this user may not write to its folder",
  "Grant access to the folder, where a new file is made and then renamed, or name another place.",
];
const NO_PERMISSION = new Set(["EACCES", "EPERM"]);
const PASSING = new Set(["EMFILE", "ENFILE", "EBUSY", "EAGAIN", "EINTR"]);

/** The system's name of an error, `ENOENT`; `undefined` for errors that no system call made. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether an error came from the operating system, rather than from whoever produced the data. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** A file that can't be opened or read, as a typed error that names it and says what to do. */
export function fileFault(path: string, error: unknown): TransportError {
  return faultOf("source-unreadable", path, error);
}

/** The same of one that can't be written. */
export function targetFault(path: string, error: unknown): TransportError {
  return faultOf("target-unwritable", path, error);
}

/** A file that the system gives but that is of no use here, such as a folder. */
export function unusableFile(path: string, problem: string, remedy: string, more: FaultFacts = {}): TransportError {
  return newFault("source-unreadable", path, [problem, remedy], more);
}

/** A file that nothing can be written to, though the system has nothing against it. */
export function unwritableFile(path: string, problem: string, remedy: string, more: FaultFacts = {}): TransportError {
  return newFault("target-unwritable", path, [problem, remedy], more);
}

type FileReason = "source-unreadable" | "target-unwritable";

interface FaultFacts {
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

function faultOf(reason: FileReason, path: string, error: unknown): TransportError {
  const code = systemCode(error) ?? "unknown";
  const isForbidden = reason === "target-unwritable" && NO_PERMISSION.has(code);
  const isNotText = code === "ENOENT" && path.includes("\ufffd");
  const words = (isForbidden ? NOT_PERMITTED : isNotText ? NOT_TEXT : PROBLEMS.get(code)) ?? [
    `could not be accessed (${code})`,
    "Look up the system's error code; check the path and its file system.",
  ];
  return newFault(reason, path, words, { cause: error, retryable: PASSING.has(code) });
}

function newFault(
  reason: FileReason,
  path: string,
  [problem, remedy]: readonly [problem: string, remedy: string],
  { cause, retryable = false }: FaultFacts,
): TransportError {
  return new TransportError({ reason, target: path, retryable, message: `${path} ${problem}.`, remedy, cause });
}
