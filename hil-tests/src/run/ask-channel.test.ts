import { expect, test } from 'vitest';

import { answerQuestions, askPerson } from './ask-channel.ts';

test('a question of the suites reaches the person, and the answer comes back', async () => {
  const asked: string[] = [];
  const end = answerQuestions(async (question) => {
    asked.push(question);
    return `answer ${asked.length}`;
  });
  try {
    expect(await askPerson('Power on? ', 5000)).toBe('answer 1');
    expect(await askPerson('Power off? ', 5000)).toBe('answer 2');
    expect(asked).toEqual(['Power on? ', 'Power off? ']);
  } finally {
    end();
  }
});

test('where nobody is at the terminal the bench is to blame', async () => {
  const end = answerQuestions(undefined);
  try {
    await expect(askPerson('Power on? ', 5000)).rejects.toMatchObject({
      code: 'BENCH_PERSON',
      came: 'nobody is at the terminal',
    });
  } finally {
    end();
  }
});

test('somebody who does not answer is not waited for longer than the deadline', async () => {
  const end = answerQuestions(() => new Promise(() => {}));
  try {
    await expect(askPerson('Power on? ', 20)).rejects.toMatchObject({ code: 'BENCH_PERSON' });
  } finally {
    end();
  }
});
