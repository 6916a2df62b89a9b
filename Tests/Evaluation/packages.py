"""Fetches the packages that the corpus is picked from, and unpacks them without installing."""
import fnmatch
import subprocess
import sys
import zipfile

# Wheels of one Python and platform, whatever runs this: only their data files are used, and the
# corpus has to be the same everywhere.
WHEELS = [
    "--python-version", "3.11", "--implementation", "cp", "--platform", "manylinux_2_28_x86_64",
    "--platform", "manylinux2014_x86_64", "--platform", "any",
]


def fetch(cache, name, requirement, source):
    """Unpacks a package under cache/unpacked/NAME, once. Answers its version, or None where the
    package is not to be had, as in another release of Debian."""
    folder = cache / "unpacked" / name
    complete = folder / ".complete"
    if not complete.exists():
        archives = cache / "packages"
        archives.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if source == "debian":
                archive = download(
                    archives, name + "_*.deb", ["apt-get", "download", "-qq", requirement])
                subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
            else:
                archive = download(
                    archives, name.replace("-", "?") + "-*.whl",
                    [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                     "--only-binary", ":all:", *WHEELS, requirement])
                with zipfile.ZipFile(archive) as wheel:
                    wheel.extractall(folder)
        except subprocess.CalledProcessError:
            print(f"{name}: not to be had; the corpus goes without", file=sys.stderr, flush=True)
            return None
        complete.write_text(archive.name + "\n")
    archive = complete.read_text().strip()
    # NAME_VERSION_ARCH.deb or NAME-VERSION-TAGS.whl
    return archive.split("_")[1].replace("%3a", ":") if archive.endswith(".deb") \
        else archive.split("-")[1]


def download(folder, pattern, command):
    def found():
        return sorted(
            path for path in folder.iterdir() if fnmatch.fnmatch(path.name.lower(), pattern))
    if not found():
        print(f"fetching {command[-1]}", file=sys.stderr, flush=True)
        subprocess.run(command, cwd=folder, check=True)
    return found()[-1]
