# The bundle is made where every dependency is; the image that ships holds Node and the bundle, and no node_modules.
# A release builds from the digest of this version (.github/workflows/release.yml).
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /vpce-operator
COPY package.json package-lock.json ./
# Optional dependencies stay in: rolldown's binary is one of them.
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build && node tools/package.ts out

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="vpce-operator" \
      org.opencontainers.image.description="Keeps interface VPC endpoints shared across AWS accounts" \
      org.opencontainers.image.licenses="Apache-2.0"
# git, and ssh with it, for desired state in a repository (docs/git.md); tini, for what a killed git leaves behind
# (docs/decisions/0019-tini-reaps.md).
# For a company's own certificates: AWS_CA_BUNDLE names a mounted PEM file; or mount the system's, and set NODE_USE_SYSTEM_CA=1.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates git openssh-client tini && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/vpce-operator
COPY --from=build /vpce-operator/out ./
ENV NODE_ENV=production NODE_COMPILE_CACHE=/opt/vpce-operator/cache TMPDIR=/var/lib/vpce-operator
# Every chunk is compiled here once, by the user that runs it: a read-only container starts as fast, and writes nothing.
RUN install --directory --owner=node cache /var/lib/vpce-operator \
    && ln -s /opt/vpce-operator/dist/vpce-operator.mjs /usr/local/bin/vpce-operator # for exec in a container
# For a clone, where the root is read-only. Fargate gives a volume that is mounted here this folder's owner.
VOLUME /var/lib/vpce-operator
USER node
# hadolint ignore=SC2016
RUN node --input-type=module --eval 'import { globSync } from "node:fs"; \
    for (const chunk of globSync("dist/*-*.mjs", { exclude: ["dist/vpce-operator.mjs"] })) await import(`./${chunk}`);' \
    && node dist/vpce-operator.mjs --version
# Desired state is mounted here: docker run --volume "$PWD/desired-state:/app/desired-state:ro" … plan
WORKDIR /app
ENTRYPOINT ["tini", "-s", "--", "node", "/opt/vpce-operator/dist/vpce-operator.mjs"]
# Of the daemon at its own address; commands that end are done before it matters. ECS does not look at it.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["node", "--eval", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1))"]
CMD ["--help"]
