package handlers

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"
)

const boundary = "----WebKitFormBoundaryAbc123"

func formPart(disposition, data string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + data + "\r\n"
}

const endOfForm = "--" + boundary + "--\r\n"

func TestMultipartReadsWhatBrowsersSend(t *testing.T) {
	t.Parallel()
	body := formPart(`name="side"`, "front") +
		formPart("name=\"image\"; filename=\"在留 %22カード%22.jpg\"\r\nContent-Type: image/jpeg", "\xff\xd8\r\n--x\r\n\xff\xd9") + endOfForm
	parts, err := parseMultipart("multipart/form-data; boundary="+boundary, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 2 || parts[0].Name != "side" || string(parts[0].Data) != "front" || parts[0].File {
		t.Fatalf("got %+v", parts)
	}
	if p := parts[1]; p.Name != "image" || !p.File || p.FileName != `在留 "カード".jpg` || string(p.Data) != "\xff\xd8\r\n--x\r\n\xff\xd9" {
		t.Fatalf("got %+v", p)
	}
}

func TestMultipartRefusesWhatNoFormOfOursSends(t *testing.T) {
	t.Parallel()
	whole := formPart(`name="side"`, "front") + endOfForm
	kind := "multipart/form-data; boundary=" + boundary
	for name, c := range map[string]struct {
		kind, body string
		want       error
	}{
		"no boundary":          {"multipart/form-data", whole, errMultipartForm},
		"long boundary":        {"multipart/form-data; boundary=" + strings.Repeat("x", 71), whole, errMultipartForm},
		"another boundary":     {"multipart/form-data; boundary=other", whole, errMultipartForm},
		"another type":         {"multipart/mixed; boundary=" + boundary, whole, errMultipartForm},
		"no type":              {"", whole, errMultipartForm},
		"empty":                {kind, "", errMultipartForm},
		"preamble":             {kind, "hello\r\n" + whole, errMultipartForm},
		"cut in the boundary":  {kind, whole[:len(whole)-6], errMultipartCut},
		"cut in the data":      {kind, formPart(`name="image"; filename="a"`, "abc")[:90], errMultipartCut},
		"cut in the header":    {kind, whole[:50], errMultipartCut},
		"bare line feeds":      {kind, strings.ReplaceAll(whole, "\r\n", "\n"), errMultipartForm},
		"no disposition":       {kind, "--" + boundary + "\r\nContent-Type: text/plain\r\n\r\nx\r\n" + endOfForm, errMultipartForm},
		"two dispositions":     {kind, formPart("name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "x") + endOfForm, errMultipartForm},
		"no name":              {kind, formPart(`filename="x"`, "x") + endOfForm, errMultipartForm},
		"name in no encoding":  {kind, formPart("name=\"\xff\"", "x") + endOfForm, errMultipartForm},
		"attachment":           {kind, "--" + boundary + "\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n" + endOfForm, errMultipartForm},
		"nested":               {kind, formPart("name=\"a\"\r\nContent-Type: Multipart/mixed; boundary=b", "x") + endOfForm, errMultipartForm},
		"base64":               {kind, formPart("name=\"a\"\r\nContent-Transfer-Encoding: base64", "eA==") + endOfForm, errMultipartForm},
		"large header":         {kind, formPart(`name="a"`+"\r\nX-Filler: "+strings.Repeat("x", maxPartHeader), "x") + endOfForm, errMultipartForm},
		"very many parts":      {kind, strings.Repeat(formPart(`name="a"`, "x"), maxParts+1) + endOfForm, errMultipartForm},
		"junk after delimiter": {kind, "--" + boundary + "junk\r\n\r\nx\r\n" + endOfForm, errMultipartForm},
	} {
		if parts, err := parseMultipart(c.kind, []byte(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %d parts and %v, want %v", name, len(parts), err, c.want)
		}
	}
	if parts, err := parseMultipart(kind, []byte(strings.Repeat(formPart(`name="a"`, "x"), maxParts)+endOfForm)); err != nil || len(parts) != maxParts {
		t.Errorf("%d parts: got %d and %v", maxParts, len(parts), err)
	}
}

// What parseMultipart accepts, the standard library's reader reads in the same way.
func FuzzMultipart(f *testing.F) {
	f.Add(boundary, []byte(formPart(`name="side"`, "front")+formPart(`name="image"; filename="a.jpg"`, "\xff\xd8\xff\xd9")+endOfForm))
	f.Add(boundary, []byte(formPart(`name="side"`, "")+endOfForm))
	f.Add("b", []byte("--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--b--"))
	f.Add("b", []byte("--b--"))
	f.Add("b", []byte("--b\r\nContent-Disposition: form-data; name=\"x\"; filename*=UTF-8''%e3%81%82\r\n\r\na\r\n--bc\r\n--b--"))
	f.Add("a b", []byte("--a b\r\n\r\n\r\n--a b--"))
	f.Fuzz(func(t *testing.T, boundary string, body []byte) {
		contentType := mime.FormatMediaType("multipart/form-data", map[string]string{"boundary": boundary})
		parts, err := parseMultipart(contentType, body)
		if err != nil {
			return
		}
		r := multipart.NewReader(bytes.NewReader(body), boundary)
		for i := 0; ; i++ {
			p, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				if i != len(parts) {
					t.Fatalf("got %d parts, mime/multipart reads %d", len(parts), i)
				}
				return
			}
			if err != nil {
				t.Fatalf("accepted, but mime/multipart says %v", err)
			}
			data, err := io.ReadAll(p)
			if err != nil {
				t.Fatalf("part %d was accepted, but mime/multipart says %v", i, err)
			}
			if i >= len(parts) || p.FormName() != parts[i].Name || !bytes.Equal(data, parts[i].Data) {
				t.Fatalf("part %d: mime/multipart reads %q with %d bytes, got %+v", i, p.FormName(), len(data), parts)
			}
		}
	})
}

func BenchmarkMultipart(b *testing.B) {
	contentType, body := uploadBody("front", "a.jpg", bytes.Repeat([]byte{0xff, 0xd8, '\r', '\n'}, 1<<20))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseMultipart(contentType, body); err != nil {
			b.Fatal(err)
		}
	}
}
