import { z } from "zod";

/**
 * What our examples may use of two CI systems, in their own words: "Workflow syntax for GitHub Actions" and "CI/CD YAML syntax
 * reference" of GitLab. Strict, for neither system passes over a key that it does not know.
 */

const text = z.string().min(1);
const texts = z.array(text).min(1);
const env = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.union([z.string(), z.number(), z.boolean()]));
const access = z.enum(["read", "write", "none"]);
const permissions = z.strictObject({
  actions: access.optional(),
  attestations: access.optional(),
  checks: access.optional(),
  contents: access.optional(),
  deployments: access.optional(),
  "id-token": z.enum(["write", "none"]).optional(),
  issues: access.optional(),
  packages: access.optional(),
  "pull-requests": access.optional(),
  statuses: access.optional(),
});

const shared = {
  id: text,
  name: text,
  if: text,
  env,
  "continue-on-error": z.boolean(),
  "timeout-minutes": z.int(),
};
const step = z.union([
  z
    .strictObject({
      ...shared,
      uses: text.regex(/^[\w.-]+\/[\w./-]+@\S+$/),
      with: z.record(z.string(), z.unknown()),
    })
    .partial()
    .required({ uses: true }),
  z
    .strictObject({ ...shared, run: text, shell: text, "working-directory": text })
    .partial()
    .required({ run: true }),
]);

export const githubWorkflow = z.strictObject({
  name: text,
  on: z
    .strictObject({
      pull_request: z.strictObject({ branches: texts, paths: texts, types: texts }).partial(),
      push: z.strictObject({ branches: texts, tags: texts, paths: texts }).partial(),
    })
    .partial(),
  concurrency: z.strictObject({ group: text, "cancel-in-progress": z.boolean().optional() }),
  permissions,
  jobs: z.record(
    z.string().regex(/^[A-Za-z_][\w-]*$/),
    z.strictObject({
      name: text.optional(),
      if: text.optional(),
      needs: texts.optional(),
      "runs-on": text,
      "timeout-minutes": z.int().positive(),
      permissions,
      environment: text.optional(),
      strategy: z
        .strictObject({ "fail-fast": z.boolean(), matrix: z.record(z.string(), texts) })
        .partial()
        .optional(),
      env: env.optional(),
      steps: z.array(step).min(1),
    }),
  ),
});

const job = z
  .strictObject({
    stage: text,
    image: z.union([text, z.strictObject({ name: text, entrypoint: z.array(z.string()) })]),
    rules: z.array(
      z
        .strictObject({
          if: text,
          changes: texts,
          when: z.enum(["always", "on_success", "on_failure", "manual", "never"]),
        })
        .partial(),
    ),
    interruptible: z.boolean(),
    timeout: z.string().regex(/^\d+ (minutes|hours)$/),
    id_tokens: z.record(z.string(), z.strictObject({ aud: text })),
    variables: env,
    before_script: texts,
    script: texts,
    needs: z.array(z.strictObject({ job: text, artifacts: z.boolean() })),
    artifacts: z.strictObject({
      when: z.enum(["always", "on_success", "on_failure"]),
      paths: texts,
      expire_in: text,
    }),
  })
  .partial()
  .required({ stage: true, script: true });

export const gitlabPipeline = z.object({ stages: texts }).catchall(job);
