package views

import (
	"fmt"
	"slices"
	"strconv"

	"shinsa/review"
	"shinsa/review/kinds"
)

// ImagesModel is the page of the pictures, in three steps: the document, choosing and adding, the result.
type ImagesModel struct {
	Applicant
	Sides    []SideModel
	MyNumber bool
	Complete bool // every picture that is needed is there
	Problems []Problem
	Limit    string // the largest file, in words
}

// SideModel is one side of the document with its picture or the form for it.
type SideModel struct {
	ID, Name string
	Need     string // "needed", "noted", "asked", "maybe" or "optional": says why or when it is needed
	Image    *ImageModel
	Purged   bool
	Error    string
	Form     string // id of the form for a new picture
	MyNumber bool   // this is the side on which the number would stand
}

// Needed says whether the submission cannot be sent without it.
func (s SideModel) Needed() bool { return s.Need == "needed" || s.Need == "noted" || s.Need == "asked" }

// ImageModel is a picture that was added.
type ImageModel struct {
	Src, File, Size string
	Width, Height   int
	Large           bool // above the recommended size
	Carried         bool
}

// recommended is the size of a file that is recommended, in bytes.
const recommended = 500_000

// NewImages makes the page. wrong holds what was refused just now, at "image.<side>" or "side".
func NewImages(a Applicant, v *review.ApplicantView, wrong review.FieldErrors, limit int) ImagesModel {
	a.Page.Scripts = append(a.Page.Scripts, "upload.js")
	m := ImagesModel{Applicant: a, MyNumber: v.Kind.MyNumber, Complete: !missesImages(v), Limit: Bytes(limit)}
	for i, s := range v.Kind.Sides {
		side := SideModel{
			ID: s.ID, Name: v.Kind.Text(a.Lang, s.NameID()), Need: need(s, v),
			MyNumber: v.Kind.MyNumber && i == len(v.Kind.Sides)-1,
		}
		for _, img := range v.Images {
			if img.Side != s.ID {
				continue
			}
			if side.Purged = img.Purged; !img.Purged {
				side.Image = imageModel(a, img)
			}
		}
		if w, bad := wrong.Of("image." + s.ID); bad {
			side.Error = a.wrong(w)
		}
		if side.Image == nil {
			side.Form = "add-" + s.ID
			m.Keeps = or(m.Keeps, side.Form) // what was chosen in the others is kept by a script alone
		}
		m.Sides = append(m.Sides, side)
	}
	m.Problems = a.labelled(v.Kind, wrong, func(field string) string {
		if len(field) > len("image.") {
			return "#side-" + field[len("image."):]
		}
		return "#sides"
	})
	return m
}

func need(s kinds.Side, v *review.ApplicantView) string {
	switch {
	case slices.Contains(v.Asked, s.ID) && demanded(v, s.ID):
		return "asked"
	case s.Required:
		return "needed"
	case s.RequiredIf != "" && v.Fields[s.RequiredIf] == "yes":
		return "noted"
	case s.RequiredIf != "":
		return "maybe"
	}
	return "optional"
}

// demanded says whether a new picture of the side was asked for and is there or still missing.
func demanded(v *review.ApplicantView, side string) bool {
	if w, missing := v.Missing.Of("image." + side); missing {
		return w.Word == "field-error.image-asked"
	}
	return slices.ContainsFunc(v.Images, func(i review.SideView) bool { return i.Side == side && !i.Carried })
}

func imageModel(a Applicant, i review.SideView) *ImageModel {
	return &ImageModel{
		Src: linkImageSrc(a.Link, i, 0), File: i.Name, Size: Bytes(i.Bytes), Width: i.Width, Height: i.Height,
		Large: i.Bytes > recommended, Carried: i.Carried,
	}
}

// linkImageSrc is where a small copy of a picture is. The size of the file goes along, so that a browser does
// not show the picture that stood there before.
func linkImageSrc(link string, i review.SideView, round int) string {
	src := link + "/images/" + i.Side + "?v=" + strconv.Itoa(i.Bytes)
	if round > 0 {
		src += "&round=" + strconv.Itoa(round)
	}
	return src
}

// Bytes says a size as people read it, in decimal units.
func Bytes(n int) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
	case n >= 1000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%d B", n)
}
