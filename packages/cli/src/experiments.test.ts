import { experiments as catalogue, experimentNamed } from '@neural-em/experiments';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { experiments } from './commands/experiments.ts';

/** Returns the output of the command. */
async function nem(...args: string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const program = new Command();
  experiments(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

describe('nem experiments', () => {
  it('lists every experiment, with what was published of it', async () => {
    const stdout = await nem('experiments');
    for (const [name, { description }] of Object.entries(catalogue)) expect(stdout).toContain(`${name}\n    ${description}\n`);
    expect(stdout).toContain('in motion: predicts the next frame at each of 20 steps\n    AMI (max) 0.970 ± 0.005, published\n');
    expect(stdout).toContain('AMI (max) 0.838 ± 0.008, published (unverified here): trained on flying-mnist-2-stages with K = 2');
    const { experiments: all } = JSON.parse(await nem('experiments', '--json'));
    expect(all.map(({ name }: { name: string }) => name)).toEqual(Object.keys(catalogue));
    const shapes = all.find(({ name }: { name: string }) => name === 'flying-shapes-3');
    expect(shapes.published).toMatchObject([{ mean: 0.97, deviation: 0.005, verified: true }]);
  });

  it('shows every setting of one, and the flag that changes it', async () => {
    const stdout = await nem('experiments', 'show', 'static-shapes');
    for (const line of [
      /training\.emSteps +15 +--em-steps/,
      /model\.components +4 +--k\n/,
      /run\.optimizer\.kind +adam +--set run\.optimizer\.kind=…/,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).toContain('n-em, AMI (max) 0.475 ± 0.043, published (unverified here)');
    const shown = JSON.parse(await nem('experiments', 'show', 'flying-mnist', '--json'));
    expect(shown).toMatchObject({ name: 'flying-mnist-2', settings: experimentNamed('flying-mnist') });
  });

  it('says what there is where a name is wrong', async () => {
    await expect(nem('experiments', 'show', 'flying')).rejects.toThrow(/^there is no experiment flying; there are static-shapes/);
  });
});
