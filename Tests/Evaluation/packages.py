"""Fetches the packages that the corpus is picked from, and unpacks them without installing."""
import fnmatch
import subprocess
import sys
import zipfile


def fetch(cache, name, requirement, source):
    """Unpacks a package under cache/unpacked/NAME, once. Answers its version."""
    folder = cache / "unpacked" / name
    complete = folder / ".complete"
    if not complete.exists():
        archives = cache / "packages"
        archives.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        if source == "debian":
            archive = download(
                archives, name + "_*.deb", ["apt-get", "download", "-qq", requirement])
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        else:
            archive = download(
                archives, name.replace("-", "?") + "-*.whl",
                [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                 "--only-binary", ":all:", requirement])
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(folder)
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
        print(" ".join(map(str, command)), file=sys.stderr, flush=True)
        subprocess.run(command, cwd=folder, check=True)
    return found()[-1]
