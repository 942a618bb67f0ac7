# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, and the Debian package of it: cpack -G DEB.

# Only what is installed has to be built: cmake --build build/release --target mqttspec_installed.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
include(GNUInstallDirs)

set(installed ${PROJECT_BINARY_DIR}/installed)
install(TARGETS mqttspec_installed RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${installed}/mqttspec.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${installed}/mqttspec.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME mqttspec)
install(FILES ${installed}/_mqttspec DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${installed}/mqttspec.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md README.zh-CN.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)

set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CONTACT "The mqttspec maintainers <maintainers@mqttspec.invalid>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "${PROJECT_DESCRIPTION}
 It replays scenarios, each tied to a numbered statement of the MQTT 3.1.1
 standard, against a broker or a client, watches every byte for violations,
 scores what it saw, and writes JUnit XML, HTML, JSON and Markdown reports.")
include(CPack)

# All of it in one: cmake --build build/release --target deb leaves build/release/mqttspec_*.deb.
add_custom_target(deb COMMAND ${CMAKE_CPACK_COMMAND} -G DEB --config ${PROJECT_BINARY_DIR}/CPackConfig.cmake
    WORKING_DIRECTORY ${PROJECT_BINARY_DIR} VERBATIM)
add_dependencies(deb mqttspec_installed)
