package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// What people do at the desk, each in the steps of a browser without scripts. An error says what was not
// as it should be.

// applicationsEach is how many applications three people can make before one address has made too many.
const applicationsEach = 30

// typed is what an applicant types about a resident card.
var typed = url.Values{
	"name": {"MARIA SANTOS CRUZ"}, "address": {"東京都新宿区西新宿2-8-1"}, "room": {"405"}, "birth_date": {"1990/4/1"},
	"number": {"AB12345678CD"}, "expires_on": {"2031-05-20"}, "back_notes": {"no"},
}

// drawnPicture is a small picture.
var drawnPicture = sync.OnceValue(func() []byte {
	img := image.NewYCbCr(image.Rect(0, 0, 640, 404), image.YCbCrSubsampleRatio420)
	for y := range 404 {
		for x := range 640 {
			img.Y[img.YOffset(x, y)] = uint8(x*y/512 + x/4)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 75}); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// photo is the picture in bytes of its own: a comment with a random word follows its first marker.
func photo() []byte {
	p := drawnPicture()
	var word [16]byte
	_, _ = rand.Read(word[:]) // cannot fail
	b := append([]byte(nil), p[:2]...)
	b = append(b, 0xff, 0xfe)
	b = binary.BigEndian.AppendUint16(b, uint16(2+len(word)))
	return append(append(b, word[:]...), p[2:]...)
}

// draft chooses a resident card and returns the path of the lookup link.
func (v *visitor) draft() (link string, err error) {
	p, err := v.get("/apply")
	if err != nil {
		return "", err
	}
	f, err := p.form("/apply")
	if err != nil {
		return "", err
	}
	f.fields.Set("kind", "resident-card")
	if p, err = v.post("/apply", f.fields); err != nil {
		return "", err
	}
	if err := p.is(http.StatusSeeOther); err != nil {
		return "", err
	}
	if link = regexp.MustCompile(`^/a/[\w-]{22,}`).FindString(p.location); link == "" {
		return "", fmt.Errorf("/apply leads to %q", p.location)
	}
	return link, nil
}

// identity types the fields; more are added to the usual ones or change them.
func (v *visitor) identity(link string, more url.Values) error {
	f, err := v.formOn("/identity", link+"/identity", link)
	if err != nil {
		return err
	}
	for _, values := range []url.Values{typed, more} {
		for name, value := range values {
			f.fields[name] = value
		}
	}
	return v.sends(f, http.StatusSeeOther)
}

// formOn finds a form on the first page that has it.
func (v *visitor) formOn(suffix string, pages ...string) (f form, err error) {
	for _, path := range pages {
		var p page
		if p, err = v.get(path); err != nil {
			return f, err
		}
		if f, err = p.form(suffix); err == nil {
			return f, nil
		}
	}
	return f, err
}

func (v *visitor) sends(f form, status int) error {
	p, err := v.post(f.action, f.fields)
	if err != nil {
		return err
	}
	return p.is(status)
}

// add uploads a picture of a side.
func (v *visitor) add(link, side string, picture []byte) error {
	p, err := v.upload(link+"/images", url.Values{"side": {side}}, picture)
	if err != nil {
		return err
	}
	return p.is(http.StatusSeeOther)
}

// send sends the application and returns its reference.
func (v *visitor) send(link string) (ref string, err error) {
	f, err := v.formOn("/submit", link+"/check", link)
	if err != nil {
		return "", err
	}
	if err := v.sends(f, http.StatusSeeOther); err != nil {
		return "", err
	}
	return v.reference(link)
}

var referenceText = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b`)

// reference reads it on the status page.
func (v *visitor) reference(link string) (string, error) {
	p, err := v.get(link)
	if err != nil {
		return "", err
	}
	ref := referenceText.FindString(p.body)
	if ref == "" {
		return "", fmt.Errorf("the status page has no reference: %s", p.text())
	}
	return ref, p.is(http.StatusOK)
}

// applies does all of it.
func (v *visitor) applies(more url.Values) (link, ref string, err error) {
	if link, err = v.draft(); err == nil {
		err = v.identity(link, more)
	}
	if err == nil {
		err = v.add(link, "front", photo())
	}
	if err == nil {
		err = v.add(link, "back", photo())
	}
	if err == nil {
		ref, err = v.send(link)
	}
	return link, ref, err
}

// signIn signs somebody in and leads to a path.
func (v *visitor) signIn(email, password, to string) error {
	f, err := v.formOn("/login", "/login")
	if err != nil {
		return err
	}
	f.fields.Set("email", email)
	f.fields.Set("password", password)
	p, err := v.post(f.action, f.fields)
	if err != nil {
		return err
	}
	if err := p.is(http.StatusSeeOther); err != nil {
		return err
	}
	if p.location != to {
		return fmt.Errorf("signing in leads to %s, want %s", p.location, to)
	}
	return nil
}

// claim takes a submission.
func (v *visitor) claim(ref string) error {
	f, err := v.formOn("/claim", "/submissions/"+ref)
	if err != nil {
		return err
	}
	return v.sends(f, http.StatusSeeOther)
}

// decide answers every item with yes and decides on what is held. It returns the decision's id, by which
// it can be taken back.
func (v *visitor) decide(ref, outcome string, reasons ...string) (id string, err error) {
	p, err := v.get("/submissions/" + ref)
	if err != nil {
		return "", err
	}
	f, err := p.form("/decision")
	if err != nil {
		return "", err
	}
	for name, options := range f.options {
		if strings.HasPrefix(name, "check.") {
			if !slices.Contains(options, "yes") {
				return "", fmt.Errorf("item %s offers %q", name, options)
			}
			f.fields.Set(name, "yes")
		}
	}
	f.fields.Set("outcome", outcome)
	f.fields["reason"] = reasons
	if p, err = v.post(f.action, f.fields); err != nil {
		return "", err
	}
	return decisionOf(p), p.is(http.StatusSeeOther)
}

var decisionID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// decisionOf reads a decision's id from the cookie that offers to take it back.
func decisionOf(p page) string {
	for _, cookie := range p.header.Values("Set-Cookie") {
		if id := decisionID.FindString(cookie); id != "" {
			return id
		}
	}
	return ""
}

// retract takes a decision back.
func (v *visitor) retract(id string) error {
	f, err := v.formOn("/decisions/"+id+"/retract", "/queue")
	if err != nil {
		return err
	}
	return v.sends(f, http.StatusSeeOther)
}

// sees fetches a page that has a text.
func (v *visitor) sees(path, text string) error {
	p, err := v.get(path)
	if err != nil {
		return err
	}
	if err := p.is(http.StatusOK); err != nil {
		return err
	}
	if !strings.Contains(p.body, text) {
		return fmt.Errorf("%s lacks %q: %s", path, text, p.text())
	}
	return nil
}

// picture fetches a JPEG that can be decoded.
func (v *visitor) picture(path string) error {
	p, err := v.get(path)
	if err != nil {
		return err
	}
	if err := p.is(http.StatusOK); err != nil {
		return err
	}
	if _, err := jpeg.Decode(strings.NewReader(p.body)); err != nil {
		return fmt.Errorf("%s is no picture: %w", path, err)
	}
	return nil
}
