# install.sh - sourced by samples/demo and tests/check: the packages of tests/packages, from Debian, only where missing.
# install_packages KIND...   (build, test, all)

install_packages() {
    missing=
    for kind; do
        while read -r for name rest; do
            if [ "$for" != "$kind" ] || [ -n "$rest" ]; then continue; fi
            have=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) || have=
            [ "$have" = installed ] || missing="$missing $name"
        done <tests/packages
    done
    [ -n "$missing" ] || return 0
    as=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "these Debian packages are missing, and only root (or sudo) can install them:$missing" >&2
            return 1
        fi
        as=sudo
    fi
    echo "installing:$missing" >&2
    $as env DEBIAN_FRONTEND=noninteractive apt-get -q update >&2 || return 1
    # word splitting is meant: a list of package names
    # shellcheck disable=SC2086
    $as env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing >&2
}
