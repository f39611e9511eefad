package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
)

// A scene is a desk of its own for one column of the matrix, with the one who asks and what he asks about.
// Every question begins with begin, and a situation's arrange sets the stage.
type scene struct {
	*testDesk
	who           string // the column
	account       string // the part of the address before the @; empty for nobody
	me, colleague review.StaffID
	b             *browser

	papers  map[string]*paper
	paper   *paper            // the submission in question; nil for none
	params  map[string]string // of the path
	seen    string            // the version that the form names
	made    int               // accounts made for questions
	beside  staff.AccountID   // an administrator made for a question
	secrets []string          // never in a log
	sight   []string          // never in a denial
	log     *safeBuffer
}

// A paper is a submission that can be put back to how it was sent.
type paper struct {
	token string
	sent  review.Submission
	round review.Round

	decision string // once erased
}

const (
	matrixName    = "BENEDIKTA MATRIXOVA"
	matrixNumber  = "QX73519264ZY"
	matrixEmail   = "benedikta@matrix.example"
	matrixAddress = "東京都千代田区霞が関9-8-7"
	matrixNote    = "a note of the matrix"
)

// smallPicture is a JPEG of the smallest size that is taken; n makes it another.
func smallPicture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 480, 300))
	for y := range 300 {
		for x := range 480 {
			img.Set(x, y, color.Gray{Y: uint8(x*n + y)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var smallPictures = sync.OnceValue(func() [2][]byte { return [2][]byte{smallPicture(1), smallPicture(3)} })

func newScene(t *testing.T, who string, log *safeBuffer) *scene {
	t.Helper()
	return newSceneOn(t, newTestDesk(t, logTo(log)), who, log)
}

// newSceneOn is a scene on a desk that logs to a buffer.
func newSceneOn(t *testing.T, d *testDesk, who string, log *safeBuffer) *scene {
	t.Helper()
	x := &scene{testDesk: d, who: who, papers: map[string]*paper{}, params: map[string]string{}, log: log, me: "00000000-0000-7000-8000-000000000000"}
	x.colleague = review.StaffID(d.people["reviewer2"].ID)
	switch who {
	case "nobody":
	case "no role":
		x.account = "newcomer"
		d.people[x.account] = x.newcomer("newcomer@example.com", staff.Reviewer)
	case "disabled":
		x.account = "former"
		x.add(x.account, staff.Reviewer)
	default:
		x.account = who
	}
	if x.account != "" {
		x.me = review.StaffID(d.people[x.account].ID)
	}
	x.secrets = []string{matrixName, matrixNumber, matrixEmail, matrixAddress, matrixNote, testPassword, "front-of-benedikta", d.people["reviewer"].Name}
	x.sight = []string{matrixName, matrixNumber, matrixEmail, matrixAddress, matrixNote}
	x.signIn()
	return x
}

// add makes an account with a password.
func (x *scene) add(name string, role staff.Role) staff.Account {
	x.t.Helper()
	a, err := x.staff.Add(x.t.Context(), staff.CommandLine(), staff.NewAccount{Email: name + "@example.com", Name: "Gen Ueda", Role: role}, testPassword)
	if err != nil {
		x.t.Fatal(err)
	}
	x.people[name] = a
	return a
}

// invited is an account that an administrator invited, with its one-time link.
func (x *scene) invited(email string, role staff.Role) staff.Issued {
	x.t.Helper()
	issued, err := x.staff.Invite(x.t.Context(), staff.ActorOf(x.people["admin"]), staff.NewAccount{Email: email, Role: role})
	if err != nil {
		x.t.Fatal(err)
	}
	x.secrets = append(x.secrets, string(issued.Token))
	return issued
}

// newcomer is an account whose holder has set a password and whose desk role waits for a supervisor.
func (x *scene) newcomer(email string, role staff.Role) staff.Account {
	x.t.Helper()
	a, err := x.staff.Accept(x.t.Context(), x.invited(email, role).Token, "Hana Ito", testPassword)
	if err != nil {
		x.t.Fatal(err)
	}
	return a
}

// signIn begins a session of the one who asks. Who is disabled signs in a moment before.
func (x *scene) signIn() {
	x.t.Helper()
	if x.account == "" {
		x.b = x.nobody()
		return
	}
	ctx, id := x.t.Context(), staff.AccountID(x.me)
	_, err := x.staff.Enable(ctx, staff.CommandLine(), id)
	x.must(err)
	x.must(x.staff.ReplacePassword(ctx, staff.CommandLine(), id, testPassword))
	x.b = x.as(x.account)
	at, _ := url.Parse(x.url)
	x.secrets = append(x.secrets, x.b.csrf, x.b.client.Jar.Cookies(at)[0].Value)
	if x.who == "disabled" {
		x.disable(id)
	}
}

// begin clears the stage.
func (x *scene) begin() {
	x.paper, x.params, x.seen = nil, map[string]string{}, ""
	x.office.Letters = false
	if x.beside != "" { // who was the last administrator is it again
		x.disable(x.beside)
		x.beside = ""
	}
}

// settleIn fills in what no situation has said.
func (x *scene) settleIn() {
	if p := x.paper; p != nil {
		x.params["reference"], x.params["token"] = string(p.sent.Reference), p.token
	}
	if x.params["sample"] == "" {
		x.params["sample"] = "019ab000-0000-7000-8000-000000000000"
	}
	if x.params["view"] == "" {
		x.params["view"] = "019ab000-0000-7000-8000-000000000000"
	}
}

// use takes a paper by its name, making it when it is not there, puts it back to how it was sent, and sets
// the stage on it.
func (x *scene) use(name string, change func(s *staging)) {
	x.t.Helper()
	ctx, p := x.t.Context(), x.papers[name]
	if p == nil {
		p = x.makePaper()
		x.papers[name] = p
	}
	x.paper = p
	x.must(x.store.Write(ctx, func(tx review.Tx) error {
		s, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: p.sent.ID})
		if err != nil {
			return err
		}
		*s = p.sent
		rounds, err := tx.Rounds(ctx, s.ID)
		if err != nil {
			return err
		}
		for _, r := range rounds[1:] {
			if r.SubmittedAt.IsZero() {
				continue
			}
			r.SubmittedAt = time.Time{}
			if err := tx.SaveRound(ctx, &r); err != nil {
				return err
			}
		}
		if change != nil {
			change(&staging{x, s, tx})
		}
		r := p.round
		if s.State == review.Draft {
			r.SubmittedAt = time.Time{}
		}
		x.seen = review.SeenVersion{Submission: s.Version, Kind: r.KindVersion}.String()
		return errors.Join(tx.SaveRound(ctx, &r), tx.SaveSubmission(ctx, s))
	}))
}

func (d *testDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// makePaper hands in a submission.
func (x *scene) makePaper() *paper {
	x.t.Helper()
	ctx := x.t.Context()
	token, err := x.desk.StartDraft(ctx, specimen.ResidentCard, "en", "")
	if err != nil {
		x.t.Fatal(err)
	}
	for _, err := range []error{
		x.desk.SaveIdentity(ctx, token, "en", matrixIdentity()),
		x.desk.AddImage(ctx, token, "front", "front-of-benedikta.jpg", smallPictures()[0]),
		x.desk.AddImage(ctx, token, "back", "back-of-benedikta.jpg", smallPictures()[1]),
		x.desk.Submit(ctx, token, "en", ""),
	} {
		if err != nil {
			x.t.Fatal(err)
		}
	}
	v, err := x.desk.OpenLink(ctx, token)
	if err != nil {
		x.t.Fatal(err)
	}
	s, err := x.store.Submission(ctx, review.SubmissionKey{Reference: v.Reference})
	if err != nil {
		x.t.Fatal(err)
	}
	r, err := x.store.Round(ctx, s.ID, 1)
	if err != nil {
		x.t.Fatal(err)
	}
	x.secrets = append(x.secrets, token)
	return &paper{token: token, sent: *s, round: *r}
}

func matrixIdentity() map[string]string {
	return map[string]string{
		"name": matrixName, "address": matrixAddress, "room": "405", "birth_date": "1990-04-01",
		"number": matrixNumber, "expires_on": "2031-05-20", "back_notes": "yes", "email": matrixEmail,
	}
}

// whole puts back the pictures that an answer before took away.
func (x *scene) whole() {
	x.t.Helper()
	ctx := x.t.Context()
	s := x.standing()
	images, err := x.store.Images(ctx, s.ID, s.Round)
	if err != nil {
		x.t.Fatal(err)
	}
	for i, side := range []string{"front", "back"} {
		if slices.ContainsFunc(images, func(i review.RoundImage) bool { return i.Side == side }) {
			continue
		}
		if err := x.desk.AddImage(ctx, x.paper.token, side, side+"-of-benedikta.jpg", smallPictures()[i]); err != nil {
			x.t.Fatal(err)
		}
	}
}

// decided puts a decision of somebody on the paper in use, made some time ago. It names it in the path.
func (s *staging) decided(by review.StaffID, o review.Outcome, ago time.Duration, change ...func(*review.Decision)) review.DecisionID {
	s.t.Helper()
	ctx, at, p := s.t.Context(), s.clock.now().Add(-ago), s.paper
	images, err := s.tx.Images(ctx, s.ID, 1)
	s.must(err)
	dec := &review.Decision{
		ID: review.DecisionID(uuid.Must(uuid.NewV7()).String()), Submission: s.ID, Round: 1, Stage: review.StageFirst, Outcome: o,
		By: by, Kind: s.Kind, KindVersion: p.round.KindVersion, PolicyVersion: "matrix", Seen: s.Version, Lang: "en",
		Answers: review.Answers{}, DecidedAt: at, EffectiveAt: at.Add(s.set.TakeBack), Handling: time.Minute, Waiting: time.Hour, Key: p.round.Key,
	}
	if o == review.Resubmit {
		dec.Reasons = []string{"room-number-missing"}
	}
	for _, i := range images {
		dec.Images = append(dec.Images, review.DecisionImage{Side: i.Side, Image: i.Image.ID, Digest: i.Image.Digest})
	}
	for _, f := range change {
		f(dec)
	}
	s.must(s.tx.InsertDecision(ctx, dec))
	s.params["decision"] = string(dec.ID)
	return dec.ID
}

// fill puts what the scene is about into the path of a route.
func (x *scene) fill(path string) string {
	x.t.Helper()
	for name, value := range x.params {
		path = strings.ReplaceAll(path, ":"+name, value)
	}
	path = strings.ReplaceAll(strings.ReplaceAll(path, ":side", "front"), ":n", "1")
	if strings.Contains(path, ":") {
		x.t.Fatalf("%s: nothing is said of a part of the path", path)
	}
	return path
}

// send fills in a route's path and sends a form.
func (x *scene) send(r route, f matrixForm) answer {
	x.t.Helper()
	path := x.fill(r.path)
	if f.query != "" {
		path += "?" + f.query
	}
	if r.method == http.MethodGet {
		return x.b.get(path)
	}
	if f.upload {
		contentType, body := uploadBody("front", "front-of-benedikta.jpg", smallPictures()[0])
		return x.b.send(r.method, path, contentType, bytes.NewReader(body))
	}
	form := url.Values{}
	if f.form != nil {
		form = f.form(x)
	}
	a := x.b.post(path, form)
	if f.ends { // the session, perhaps
		x.signIn()
	}
	return a
}

// person makes an account for a question about one, and names it in the path.
func (x *scene) person(role staff.Role) staff.Account {
	x.made++
	a := x.add(fmt.Sprintf("person%d", x.made), role)
	if role == staff.Admin {
		x.beside = a.ID
	}
	x.params["id"] = string(a.ID)
	return a
}
