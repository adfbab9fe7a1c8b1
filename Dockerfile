# The bundle is made where every dependency is; the image that ships holds Node and the bundle, and no node_modules.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Optional dependencies stay in: rolldown's binary is one of them.
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build && node -p 'const { name, version, license, type } = require("./package.json"); \
    JSON.stringify({ name, version, license, type })' > dist/package.json

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="vpce-operator" \
      org.opencontainers.image.description="Keeps interface VPC endpoints shared across AWS accounts" \
      org.opencontainers.image.licenses="Apache-2.0"
# For a company's own certificates: mount them, and set NODE_USE_SYSTEM_CA=1.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/dist /opt/vpce-operator
COPY LICENSE /opt/vpce-operator/
ENV NODE_ENV=production NODE_COMPILE_CACHE=/opt/vpce-operator/cache
# Compiled here once, as the user that runs it: a read-only container starts as fast, and writes nothing.
RUN install --directory --owner=node /opt/vpce-operator/cache
USER node
RUN cd /opt/vpce-operator/chunks && node --input-type=module --eval \
    'import { readdirSync } from "node:fs"; for (const chunk of readdirSync(".")) await import(`./${chunk}`);' \
    && node ../vpce-operator.mjs --version
# Desired state is mounted here: docker run --volume "$PWD/desired-state:/work/desired-state:ro" … plan
WORKDIR /work
ENTRYPOINT ["node", "/opt/vpce-operator/vpce-operator.mjs"]
CMD ["--help"]
