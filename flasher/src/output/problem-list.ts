import { DataError, type FaultParts } from '@feierabend/protocol';

/**
 * A file with more than one thing wrong: the sentence names the first, the list names all, one line
 * each.
 */
export class ProblemList extends DataError {
  readonly problems: readonly string[];

  constructor(parts: FaultParts, problems: readonly string[]) {
    super(parts);
    this.problems = problems;
  }
}
