/* Preloaded by tests under the address sanitizer: modules that Open MPI closes stay, so that what it leaks there has a name
   which lsan.supp can tell. */
int dlclose(void *handle) {
  (void)handle;
  return 0;
}
