#!/usr/bin/env bash
# Does an image of the operator do what its users count on? Two containers of it, without a network outside:
#   ENGINE=podman tools/smoke-image.sh vpce-operator:dev        ENGINE is docker where it is not named
# Says what it saw, one line each, and exits 1 at the first that is not so.
set -euo pipefail
engine=${ENGINE:-docker} image=${1:?an image}
hard=(--read-only --cap-drop all --security-opt no-new-privileges)
volume=/var/lib/vpce-operator
simulator='' operator=''

main() {
  local version user
  version=$("$engine" run --rm "${hard[@]}" "$image" --version)
  user=$(inside_new id -u)
  [[ $user != 0 ]] || fail 'it runs as root'
  saw "version $version, as user $user, on a read-only root without capabilities"
  bill_of_materials
  start_daemon
  it_reaps
  it_drains
}

# What runs in the image in place of the program.
inside_new() { "$engine" run --rm "${hard[@]}" --entrypoint "$1" "$image" "${@:2}"; }

bill_of_materials() {
  inside_new node --print '
    const { bomFormat, metadata, components } = require("/opt/vpce-operator/sbom.cdx.json");
    if (bomFormat !== "CycloneDX" || !components.some((c) => c.purl.startsWith("pkg:npm/%40aws-sdk/client-route-53@"))) process.exit(1);
    `bill of materials of ${metadata.component.purl}: ${components.length} packages`' || fail 'no bill of materials'
}

# The daemon leads on a commit that git cloned into the volume.
start_daemon() {
  simulator=$("$engine" run --detach "${hard[@]}" --network none "$image" simulate --insync-ms 200)
  inside "$simulator" sh -ec "cd $volume && git init --quiet --initial-branch main repository && cd repository
    cp -r /opt/vpce-operator/desired-state . && git add . &&
    git -c user.name=smoke -c user.email=smoke@example.com commit --quiet --message Sample"
  operator=$("$engine" run --detach "${hard[@]}" --network "container:$simulator" --volumes-from "$simulator" \
    --env AWS_ENDPOINT_URL=http://127.0.0.1:4600 --env AWS_REGION=ap-southeast-2 \
    --env AWS_ACCESS_KEY_ID=999999999999 --env AWS_SECRET_ACCESS_KEY=simulated \
    "$image" run --lease none --source "file://$volume/repository" --git-file-urls --git-path desired-state)
  until_true 120 'the daemon is not ready' answers /readyz
  until_true 120 'its first pass did not converge' converged
  if [[ $engine == podman ]]; then podman healthcheck run "$operator" >/dev/null || fail 'its health check fails'; fi
  saw 'a daemon cloned a commit, leads, and made what it says'
}

answers() {
  inside "$operator" node --eval "fetch('http://127.0.0.1:8080$1').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
}

converged() {
  inside "$operator" node --eval "fetch('http://127.0.0.1:8080/status.json').then(async (r) => process.exit((await r.json()).lastPass?.result === 'converged' ? 0 : 1), () => process.exit(1))"
}

# An orphan becomes process 1's child. Where that does not wait for it, it stays as a zombie.
it_reaps() {
  inside "$operator" sh -c '(sleep 0.2 &)'
  until_true 20 'process 1 does not reap orphans' none_left
  saw 'process 1 reaps orphans'
}

none_left() { inside "$operator" sh -c '! grep -qs "(sleep)" /proc/[0-9]*/stat'; }

it_drains() {
  local status
  "$engine" stop --time 30 "$operator" >/dev/null
  status=$("$engine" inspect --format '{{.State.ExitCode}}' "$operator")
  [[ $status == 0 ]] || fail "SIGTERM ended it with status $status"
  saw 'SIGTERM reached the daemon, which ended with status 0'
}

inside() { "$engine" exec "$@"; }

until_true() {
  local tries=$1 otherwise=$2
  while ! "${@:3}" 2>/dev/null; do
    if ((--tries == 0)); then fail "$otherwise"; fi
    sleep 0.5
  done
}

saw() { echo "$*"; }

fail() {
  echo "FAILED: $*" >&2
  if [[ -n $operator ]]; then "$engine" logs --tail 20 "$operator" >&2; fi
  exit 1
}

clean_up() {
  local container
  for container in $operator $simulator; do "$engine" rm --force --volumes "$container" >/dev/null; done
}

trap clean_up EXIT
main
