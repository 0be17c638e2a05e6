"""Reading aloud with a voice that is installed on the machine: espeak-ng, or piper with its model; nothing leaves it.

`PIPER_MODEL` names piper's .onnx file. Where an encoder is installed as well (lame, oggenc), the file is small; without
one it is a WAV.
"""

import os
import shutil
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 900  # a text of 20,000 words takes less
WORDS_A_MINUTE = 150


class VoiceFailed(Exception):
    """The program ended with an error or took too long; the work is tried again."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A text read aloud: the file's bytes, its suffix, and how long it is."""

    data: bytes
    suffix: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A program that reads what it is sent and writes a WAV; {out} stands for the file."""

    command: tuple[str, ...]


def find_voice() -> Voice | None:
    """Return the voice of this machine; None where there is none."""
    model = os.environ.get("PIPER_MODEL", "")
    piper = shutil.which("piper")
    if piper and model and Path(model).is_file():
        return Voice(command=(piper, "--model", model, "--output_file", "{out}"))
    for name in ("espeak-ng", "espeak"):
        found = shutil.which(name)
        if found:
            return Voice(command=(found, "-v", "en-gb", "-s", str(WORDS_A_MINUTE), "--stdin", "-w", "{out}"))
    return None


def speak(voice: Voice, words: str) -> Spoken:
    """Return the words read aloud; raises VoiceFailed. Takes seconds to minutes: never inside a transaction."""
    with TemporaryDirectory(prefix="spoken-") as folder:
        out = Path(folder) / "spoken.wav"
        _run([one.replace("{out}", str(out)) for one in voice.command], words.encode())
        try:
            with wave.open(str(out)) as told:
                seconds = told.getnframes() // max(1, told.getframerate())
        except (OSError, wave.Error, EOFError) as error:
            raise VoiceFailed("the voice wrote no sound") from error
        return Spoken(data=(small := _encode(out)).read_bytes(), suffix=small.suffix[1:], seconds=seconds)


def _encode(sound: Path) -> Path:
    """Return the sound in fewer bytes where this machine can do that, else as it is."""
    for name, suffix, options in (
        ("lame", ".mp3", ("--quiet", "-V", "6")),
        ("oggenc", ".ogg", ("-Q", "-q", "1")),
    ):
        program = shutil.which(name)
        if program:
            small = sound.with_suffix(suffix)
            between = ("-o",) if name == "oggenc" else ()
            _run([program, *options, str(sound), *between, str(small)], b"")
            return small
    return sound


def _run(command: list[str], sent: bytes) -> None:
    try:
        subprocess.run(command, input=sent, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise VoiceFailed(f"{Path(command[0]).name} failed: {type(error).__name__}") from error
