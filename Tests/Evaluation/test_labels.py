"""The rules over file names that come with the project."""
import labels


def alike(kind, one, other):
    originals = [{"name": source, "source": source} for source in (one, other)]
    return getattr(labels, kind)(originals).alike(one, other)


def test_sizes_and_versions_of_one_wallpaper_share_artwork():
    folder = "plasma-workspace-wallpapers/usr/share/wallpapers/"
    flow = folder + "Flow/contents/images/5120x2880.jpg"
    assert alike("pictures", flow, folder + "Flow/contents/images_dark/720x1440.jpg")
    assert not alike("pictures", flow, folder + "Kite/contents/images/2560x1600.jpg")
    folder = "gnome-backgrounds/usr/share/backgrounds/gnome/"
    assert alike("pictures", folder + "wood-l.webp", folder + "wood-d.webp")
    assert not alike("pictures", folder + "wood-l.webp", folder + "grid-l.webp")


def test_a_theme_is_known_across_packages():
    assert alike(
        "pictures", "desktop-base/usr/share/desktop-base/spacefun-theme/grub/grub-4x3.png",
        "debian-edu-artwork-spacefun/usr/share/plymouth/themes/debian-edu-spacefun/background.png")


def test_photos_of_one_package_share_nothing():
    folder = "endless-sky-data/usr/share/games/endless-sky/images/land/"
    assert not alike("pictures", folder + "city0.jpg", folder + "city6.jpg")


def test_formats_and_resolutions_of_one_object_are_twins():
    cgal = "libcgal-demo/usr/share/doc/libcgal-dev/data.tar.gz.unpacked/data/meshes/"
    assert alike("meshes", cgal + "fandisk.off", cgal + "fandisk_large.off")
    assert not alike("meshes", cgal + "cow.off", cgal + "dino.off")
    assert alike("meshes", cgal + "sphere.off", "pyvista/pyvista/examples/sphere.ply")
    models = "assimp-testmodels/usr/share/assimp/models/"
    assert alike("meshes", models + "OFF/Wuson.off", models + "OBJ/WusonOBJ.obj")
