# SPDX-License-Identifier: Apache-2.0
"""What is installed: one program with its data inside, its manual page and completions, and the Debian package of it."""

import glob
import json
import os
import re
import shutil
import subprocess
import unittest

from support import CASES, PROGRAM, Test, find, needs, run

BUILD = os.path.dirname(PROGRAM)
INSTALLED = os.path.join(BUILD, "installed", "mqttspec")
SOURCES = os.path.realpath(os.path.join(CASES, "..", "..", ".."))


def commands():
    """The subcommands, each with its flags, as --help has them."""
    names = re.findall(r"^  ([a-z-]+)  ", run("--help").stdout.split("Subcommands:\n")[1], re.MULTILINE)
    flags = {name: re.findall(r"^  (?:-\w,)?(--[a-z-]+)", run(name, "--help").stdout, re.MULTILINE) for name in names}
    return flags


def tool(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, **options)


def without_sources(command):
    """The command, where the kernel lets us, in a world in which the folder of the sources is empty."""
    world = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', SOURCES]
    works = find("unshare") and tool(*world, "true").returncode == 0
    return [*world, *command] if works else command


class Installed(Test):
    """Runs what stands in a folder of its own, from an empty one, with nothing of the sources to be seen."""

    def installed(self, *arguments, **variables):
        os.makedirs(self.path("empty"), exist_ok=True)
        self.environment = {"PATH": os.environ["PATH"], "MQTTSPEC_CACHE": self.path("cache"), **variables}
        return tool(*without_sources([self.path("usr/bin/mqttspec"), *arguments]), cwd=self.path("empty"), env=self.environment)

    def check_program(self):
        done = self.installed("run", "reference", "--section", "3.12", "--report", "json=-")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        result = json.loads(done.stdout.split("\nmqttspec ")[0])
        self.assertGreater(len(result["cases"]), 1)
        self.assertEqual({case["verdict"] for case in result["cases"]}, {"pass"})
        self.assertTrue(all(case["file"].startswith("cases/mqtt-3.1.1/broker/") for case in result["cases"]))
        self.assertEqual(os.listdir(self.path("empty")), [])

    def install(self):
        done = tool("cmake", "--install", BUILD, "--prefix", self.path("usr"))
        self.assertEqual(done.returncode, 0, done.stderr)

    @needs("cmake")
    def test_program_needs_nothing_of_the_sources(self):
        self.install()
        self.check_program()
        shipped = json.loads(self.installed("list", "targets", "--format", "json").stdout)
        ours = json.loads(run("list", "targets", "--format", "json").stdout)
        self.assertEqual([(one["name"], one["role"]) for one in shipped], [(one["name"], one["role"]) for one in ours])
        self.assertEqual(self.installed("list", "cases").stdout, run("list", "cases").stdout)
        self.assertEqual(self.installed("lint").stdout, run("lint").stdout)
        done = self.installed("run", "mosquito")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "mqttspec: no target is called `mosquito`: did you mean `mosquitto`?\n"))

    @needs("cmake")
    def test_program_unpacks_what_a_target_needs_on_disk(self):
        self.install()
        for _ in range(2):
            done = self.installed("run", "paho-python", "--case", "no-such-case")
            self.assertEqual((done.returncode, done.stderr.splitlines()[0]), (4, "mqttspec: no case is called no-such-case"))
        unpacked = glob.glob(self.path("cache/shipped-*"))
        self.assertEqual(len(unpacked), 1)
        adapter = os.path.join(unpacked[0], "targets/clients/paho-python/adapter.py")
        with open(adapter, encoding="utf-8") as one, open(adapter.replace(unpacked[0], SOURCES), encoding="utf-8") as other:
            self.assertEqual(one.read(), other.read())
        done = self.installed("run", "aedes", MQTTSPEC_CACHE=self.write("file", ""))
        self.assertEqual(done.returncode, 2)
        self.assertIn("they cannot be written to", done.stderr)

    @needs("cmake")
    def test_program_reads_the_folder_that_it_is_told(self):
        self.install()
        done = self.installed("list", "statements", MQTTSPEC_HOME="/nowhere")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/normative/mqtt-3.1.1.yaml", done.stderr)

    @needs("cmake", "cpack", "dpkg-deb", "dpkg-shlibdeps", "file")
    def test_debian_package_holds_it_all(self):
        done = tool("cpack", "-G", "DEB", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", self.path("made"))
        self.assertEqual(done.returncode, 0, done.stderr)
        (package,) = glob.glob(self.path("made/*.deb"))
        self.assertRegex(os.path.basename(package), r"^mqttspec_\d+\.\d+\.\d+_[a-z0-9]+\.deb$")
        self.assertRegex(tool("dpkg-deb", "-f", package, "Depends").stdout, r"libc6 .*libssl3")
        self.assertEqual(tool("dpkg-deb", "-x", package, self.folder).returncode, 0)
        self.check_program()
        for name in ("man/man1/mqttspec.1", "bash-completion/completions/mqttspec", "zsh/vendor-completions/_mqttspec",
                     "fish/vendor_completions.d/mqttspec.fish", "doc/mqttspec/copyright", "doc/mqttspec/docs/ci.md"):
            self.assertGreater(os.path.getsize(self.path("usr/share/" + name)), 500, name)

    @unittest.skipUnless(os.environ.get("MQTTSPEC_CLEAN_ROOT"), "takes minutes and a mirror: asked for by MQTTSPEC_CLEAN_ROOT=1")
    @needs("cpack", "dpkg-shlibdeps", "file", "debootstrap")
    def test_debian_package_runs_in_a_clean_root(self):
        done = tool("cpack", "-G", "DEB", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", self.path("made"))
        self.assertEqual(done.returncode, 0, done.stderr)
        (package,) = glob.glob(self.path("made/*.deb"))
        done = subprocess.run(["sh", os.path.join(os.path.dirname(CASES), "clean_root.sh"), package], capture_output=True,
                              text=True, timeout=900, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(": CONFORMANT", done.stdout)


class Completion(Test):
    def test_names_every_flag_in_every_shell_and_in_the_manual(self):
        texts = {shell: run("completion", shell).stdout for shell in ("bash", "zsh", "fish")}
        texts["manual"] = run("manual").stdout.replace("\\-", "-")
        everything = commands()
        self.assertGreater(len(everything), 12)
        for name, flags in everything.items():
            self.assertIn("--help", flags)
            parts = {"bash": re.search(rf"^    {name},-\*\) .*$", texts["bash"], re.MULTILINE).group(0).replace("'", " "),
                     "zsh": texts["zsh"].split(f"\n        {name})\n")[1].split(";;")[0].replace("'*", " ").replace("[", " ").replace("=", " "),
                     "fish": "\n".join(line for line in texts["fish"].splitlines() if f"_from {name}'" in line).replace(" -l ", " --"),
                     "manual": texts["manual"].split(f"mqttspec {name}\\fR [")[1].split("\n.S")[0].replace("\\f", " ").replace(" B", " ")}
            for place, text in parts.items():
                for flag in flags:
                    self.assertIn(flag, text.split(), f"{place}: {name}")

    def test_is_refused_for_a_shell_that_is_not_known(self):
        done = run("completion", "tcsh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("tcsh", done.stderr)

    def setUp(self):
        super().setUp()
        os.makedirs(self.path("bin"))
        os.symlink(PROGRAM, self.path("bin/mqttspec"))
        self.environment = {**os.environ, "HOME": self.folder, "PATH": self.path("bin") + ":" + os.environ["PATH"]}

    def completed(self, *words):
        """What bash would offer."""
        script = self.write("mqttspec.bash", run("completion", "bash").stdout)
        typed = " ".join(f"'{word}'" for word in words)
        done = tool("bash", "-c", f"compopt() {{ :; }}; . {script}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _mqttspec; "
                    "printf '%s\\n' \"${COMPREPLY[@]}\"", env=self.environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    @needs("bash")
    def test_of_bash_offers_what_fits(self):
        self.assertEqual(self.completed("mqttspec", "ma"), ["matrix", "manual"])
        self.assertEqual(self.completed("mqttspec", "run", "--fail"), ["--fail-fast"])
        self.assertEqual(self.completed("mqttspec", "run", "--lang", ""), ["en", "zh"])
        self.assertEqual(self.completed("mqttspec", "run", "--delivery", "=", "tr"), ["trickle"])
        self.assertEqual(self.completed("mqttspec", "run", "mosquitto-"), ["mosquitto-tools"])
        self.assertEqual(self.completed("mqttspec", "run", "reference", "--case", "second-connect-w"), ["second-connect-with-another-client-id"])
        self.assertEqual(self.completed("mqttspec", "list", "sta"), ["statements"])
        self.assertEqual(self.completed("mqttspec", "diff", ""), [], "files, which bash knows itself")

    @needs("zsh")
    def test_of_zsh_is_read_by_it(self):
        done = tool("zsh", "-n", self.write("_mqttspec", run("completion", "zsh").stdout))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @needs("fish")
    def test_of_fish_offers_what_fits(self):
        script = self.write("mqttspec.fish", run("completion", "fish").stdout)

        def completed(line):
            done = tool("fish", "--no-config", "-c", f"source {script}; complete -C '{line}'", env=self.environment)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return [offer.split("\t")[0] for offer in done.stdout.splitlines()]

        self.assertEqual(completed("mqttspec ma"), ["manual", "matrix"])
        self.assertEqual(completed("mqttspec run --fail"), ["--fail-fast"])
        self.assertEqual(completed("mqttspec run --lang "), ["en", "zh"])

    @needs("groff")
    def test_manual_is_sound(self):
        done = tool("groff", "-man", "-ww", "-Tutf8", "-P-cbou", self.write("mqttspec.1", run("manual").stdout))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("--write-expectations", done.stdout)
        self.assertIn("EXIT STATUS", done.stdout)


if __name__ == "__main__":
    unittest.main()
