"""What a file is, by its content alone."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media import kinds
from bot.media.file import shown_name


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return made.getvalue()


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 50
TAKEN = {
    "image/jpeg": JPEG,
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40,
    "image/gif": b"GIF89a" + b"\0" * 20,
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 20,
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "application/pdf": b"%PDF-1.7\n" + b"x" * 40,
    "audio/ogg": b"OggS\x00\x02" + b"\0" * 20 + b"\x01\x13OpusHead" + b"\0" * 20,
    "audio/mpeg": b"ID3\x03\0\0" + b"\0" * 30,
    "audio/mp4": b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 20,
    "audio/amr": b"#!AMR\n" + b"\0" * 30,
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\x02\0mp42isom" + b"\0" * 20,
    "video/3gpp": b"\0\0\0\x18ftyp3gp4\0\0\0\0" + b"\0" * 20,
    kinds.DOCX: archive("[Content_Types].xml", "word/document.xml"),
    kinds.XLSX: archive("[Content_Types].xml", "xl/workbook.xml"),
    kinds.TEXT: "Mi medidor está roto, señor.\n".encode(),
}
REFUSED = {
    "program for Windows": b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0",
    "program for Linux": b"\x7fELF\x02\x01" + b"\0" * 30,
    "page": b"<!DOCTYPE html><html><script>alert(1)</script>",
    "page after blanks": b"\n  <html>",
    "page with a picture's end": b"<html><script>alert(1)</script>" + b"x" * 50 + b"\xff\xd9",
    "page that holds a PDF": b"<html>%PDF-1.7\n",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "drawing in XML": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">',
    "script": b"#!/bin/sh\nrm -rf /\n",
    "Java archive": archive("META-INF/MANIFEST.MF", "A.class"),
    "archive": archive("fotos/1.jpg"),
    "Word with macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "broken archive": b"PK\x03\x04" + b"\0" * 30,
    "compressed": b"\x1f\x8b\x08\0" + b"\0" * 30,
    "anything": bytes(range(256)) * 4,
    "nothing": b"",
}


@pytest.mark.parametrize("mime", TAKEN)
def test_taken_for_what_it_is(mime):
    assert kinds.sniff(TAKEN[mime], "application/x-msdownload") == mime


@pytest.mark.parametrize("what", REFUSED)
def test_refused_whatever_it_is_called(what):
    assert kinds.sniff(REFUSED[what], "image/jpeg") is None


@given(st.binary(max_size=400))
def test_any_bytes_are_told_or_refused(data):
    assert kinds.sniff(data) in {None, *kinds.TAKEN}


def test_a_recording_of_a_browser_is_sound():
    webm = b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    assert kinds.sniff(webm, "audio/webm;codecs=opus") == "audio/webm"
    assert kinds.sniff(webm) == "video/webm"


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "application/x-msdownload", "application/zip"])
def test_what_is_said_to_be_refused_is_not_fetched(claimed):
    assert not kinds.may_be_taken(claimed)


@pytest.mark.parametrize("claimed", ["audio/ogg; codecs=opus", "image/jpg", "", "application/octet-stream"])
def test_what_may_be_taken_is_looked_at(claimed):
    assert kinds.may_be_taken(claimed)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mi recibo.jpg", "mi recibo.jpg"),
        ("foto.JPEG", "foto.JPEG"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fotos\\casa.jpg", "casa.jpg"),
        ("recibo.exe", "recibo.exe.jpg"),
        ("", "foto.jpg"),
        ("..", "foto.jpg"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x.jpg"),
        ("👍", "👍.jpg"),
    ],
)
def test_a_name_is_of_one_line_and_ends_as_it_should(name, shown):
    assert shown_name(name, "image/jpeg") == shown


def test_a_long_name_is_cut():
    name = shown_name("a" * 500 + ".jpg", "image/jpeg")
    assert len(name) == 120 and name.endswith(".jpg")
